package dev.slipher.compute.source.text;

/** Is told how far a load is; called by several workers at once. */
@FunctionalInterface
public interface BlockListener {
    /**
     * Takes note of a block that was turned into rows.
     *
     * @param rows how many it gave, without those refused
     */
    void parsed(TextFile file, long rows);
}
