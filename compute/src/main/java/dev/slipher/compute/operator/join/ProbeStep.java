package dev.slipher.compute.operator.join;

import dev.slipher.compute.expression.CompiledCondition;
import dev.slipher.compute.expression.Predicate;
import dev.slipher.compute.fragment.JoinKind;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.memory.RowReader;
import dev.slipher.compute.operator.Gather;
import dev.slipher.compute.operator.Hashing;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Vectors;
import dev.slipher.compute.operator.Worker;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.Vector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Looks one worker's probe rows up in a build side in memory.
 *
 * <p>If no key occurs twice there, the probe row stays where it is in its batch and build columns are laid beside it; if
 * keys repeat, pairs are gathered into batches of their own.
 */
final class ProbeStep implements Step {
    private final JoinSpec spec;
    private final LoadedBuild build;
    private final boolean buildHasRows;
    private final boolean buildHasNullKey;
    /** Whether nothing is put out but, in the end, build rows. */
    private final boolean isRightHalf;

    private final boolean notesProbeRows;
    private final Worker worker;
    private final Step next;
    private final Hashing hashing;
    private final RowReader reader;
    private final @Nullable Predicate residual;
    private final Gather[] gathers;
    private final Batch output;

    private final int[] identity = new int[Batch.CAPACITY];
    private final int[] candidates = new int[Batch.CAPACITY];
    private final long[] hashes = new long[Batch.CAPACITY];
    private final int[] addresses = new int[Batch.CAPACITY];
    private final int[] chosen = new int[Batch.CAPACITY];
    private final int[] chosenAddresses = new int[Batch.CAPACITY];
    private final int[] pairPositions = new int[Batch.CAPACITY];
    private final int[] pairAddresses = new int[Batch.CAPACITY];
    private final ProbeScratch scratch = new ProbeScratch();
    private final Vector[] keys;
    /** By position, whether the row has a match. */
    private final long[] matched = new long[Vectors.MASK_LONGS];

    private final IntVector marks = IntVector.allocate(Batch.CAPACITY);
    private final long[] markNulls = new long[Vectors.MASK_LONGS];
    private int pairCount;

    ProbeStep(JoinBuild whole, LoadedBuild build, Worker worker, Step next) {
        spec = whole.spec();
        this.build = build;
        buildHasRows = whole.rowCount() > 0;
        buildHasNullKey = whole.hasNullKey();
        isRightHalf = spec.keepsBuildRows() && !spec.emitsPairs();
        notesProbeRows = !isRightHalf && spec.kind() != JoinKind.INNER && spec.kind() != JoinKind.RIGHT;
        this.worker = worker;
        this.next = next;
        hashing = new Hashing(spec.probeKeys());
        reader = new RowReader(spec.layout(), spec.narrow(), build.dictionaries());
        residual = spec.residual().map(CompiledCondition::newPredicate).orElse(null);
        gathers = new Gather[spec.probeColumns()];
        keys = new Vector[spec.probeKeys().length];
        output = new Batch(new Vector[spec.probeColumns() + spec.layout().columnCount()], 0);
        for (var i = 0; i < identity.length; i++) {
            identity[i] = i;
        }
    }

    @Override
    public void push(Batch batch) {
        probe(batch);
        complete(batch);
    }

    /** Returns which positions have found a match, as a mask that the caller may add to before {@link #complete}. */
    long[] matched() {
        return matched;
    }

    /** Finds the matches of a batch and puts out pairs, if the join is of a kind that has them. */
    void probe(Batch batch) {
        Arrays.fill(matched, 0);
        var table = build.table();
        if (table == null) {
            probeEveryPair(batch);
            return;
        }
        var count = selectCandidates(batch, table);
        table.find(keys, candidates, hashes, count, addresses, scratch);
        if (residual == null && isRightHalf) {
            markChains(count);
        } else if (residual == null && !spec.emitsPairs()) {
            for (var i = 0; i < count; i++) {
                if (addresses[i] != 0) {
                    matched[candidates[i] >>> 6] |= 1L << candidates[i];
                }
            }
        } else if (table.isUnique() && spec.emitsPairs()) {
            emitAligned(batch, count);
        } else {
            emitChains(batch, count);
        }
    }

    /** Puts out what is left to say of the batch's rows once all their matches are known. */
    void complete(Batch batch) {
        switch (spec.kind()) {
            case INNER, RIGHT, RIGHT_SEMI, RIGHT_ANTI -> {}
            case LEFT, FULL -> {
                var count = choose(batch, false);
                if (count > 0) {
                    Arrays.fill(chosenAddresses, 0, count, 0);
                    layBeside(batch, chosen, chosenAddresses, count);
                    next.push(output);
                }
            }
            case SEMI, ANTI -> {
                var count = choose(batch, spec.kind() == JoinKind.SEMI);
                if (count > 0) {
                    batch.select(chosen, count);
                    next.push(batch);
                }
            }
            case MARK -> emitMarks(batch);
        }
    }

    /** Lists the selected positions that have a match, or those that have none. */
    private int choose(Batch batch, boolean withMatch) {
        var selection = batch.selection();
        var count = 0;
        for (var i = 0; i < batch.selectedCount(); i++) {
            var row = selection == null ? i : selection[i];
            if ((matched[row >>> 6] >>> row & 1) != 0 == withMatch) {
                chosen[count++] = row;
            }
        }
        return count;
    }

    private int selectCandidates(Batch batch, BuildTable table) {
        for (var k = 0; k < keys.length; k++) {
            keys[k] = batch.column(spec.probeKeys()[k]);
        }
        var selection = batch.selection();
        var count = batch.selectedCount();
        if (selection == null) {
            System.arraycopy(identity, 0, candidates, 0, count);
        } else {
            System.arraycopy(selection, 0, candidates, 0, count);
        }
        for (var column : spec.notNullProbe()) {
            var nulls = batch.column(column).nulls();
            if (nulls != null) {
                count = dropNulls(nulls, candidates, count);
            }
        }
        if (table.usesHashes()) {
            var all = batch.selectedCount();
            batch.select(candidates, count);
            hashing.hash(batch, hashes);
            if (selection == null) {
                batch.setRows(batch.rowCount());
            } else {
                batch.select(selection, all);
            }
        }
        return count;
    }

    private static int dropNulls(long[] nulls, int[] positions, int count) {
        var kept = 0;
        for (var i = 0; i < count; i++) {
            var row = positions[i];
            if ((nulls[row >>> 6] >>> row & 1) == 0) {
                positions[kept++] = row;
            }
        }
        return kept;
    }

    /** Puts out the one match of each row in place. */
    private void emitAligned(Batch batch, int count) {
        var found = 0;
        for (var i = 0; i < count; i++) {
            if (addresses[i] != 0) {
                chosen[found] = candidates[i];
                chosenAddresses[found++] = addresses[i];
            }
        }
        if (found > 0) {
            layBeside(batch, chosen, chosenAddresses, found);
            emitMatches(null, found);
        }
    }

    /**
     * Fills in the build columns of the output, whose probe columns are there. Those that equal a probe column are taken
     * from it, which is nearer; addresses are 0 where nothing matched.
     */
    private void readBuildColumns(int[] rowAddresses, int @Nullable [] positions, int count) {
        var probeColumns = spec.probeColumns();
        for (var c = 0; c < spec.layout().columnCount(); c++) {
            var column = spec.unread().get(probeColumns + c);
            if (spec.read().get(probeColumns + c)) {
                var equal = spec.equalProbeColumns()[c];
                var isNear = equal >= 0 && rowAddresses[0] != 0 && reader.isLikeRead(c, output.column(equal));
                column = isNear ? output.column(equal) : reader.read(build.heap(), c, rowAddresses, positions, count);
            }
            output.setColumn(probeColumns + c, column);
        }
    }

    /** Makes the output of probe rows where they are and of build rows at the same positions. */
    private void layBeside(Batch batch, int[] positions, int[] rowAddresses, int count) {
        var probeColumns = spec.probeColumns();
        for (var c = 0; c < probeColumns; c++) {
            output.setColumn(c, batch.column(c));
        }
        readBuildColumns(rowAddresses, positions, count);
        output.setRows(batch.rowCount());
        output.select(positions, count);
    }

    /**
     * Applies the residual to the output, notes the matches and passes them on.
     *
     * @param origins by position of the output, its position in the probe batch; null if that is the same
     */
    private void emitMatches(int @Nullable [] origins, int count) {
        if (residual != null) {
            residual.filter(output);
        }
        var selection = output.selection();
        var selected = output.selectedCount();
        if (notesProbeRows) {
            for (var i = 0; i < selected; i++) {
                var row = selection == null ? i : selection[i];
                var origin = origins == null ? row : origins[row];
                matched[origin >>> 6] |= 1L << origin;
            }
        }
        if (spec.keepsBuildRows()) {
            markBuildRows(origins, count);
        }
        if (spec.emitsPairs() && selected > 0) {
            next.push(output);
        }
    }

    /** Sets the flag of the build rows in the output; several workers may, to the same value. */
    private void markBuildRows(int @Nullable [] origins, int count) {
        var pages = build.heap().pages();
        var selection = output.selection();
        if (origins != null) {
            for (var i = 0; i < output.selectedCount(); i++) {
                mark(pages, pairAddresses[selection == null ? i : selection[i]]);
            }
            return;
        }
        var position = 0;
        for (var i = 0; i < output.selectedCount(); i++) {
            var row = selection == null ? i : selection[i];
            while (position < count && chosen[position] != row) {
                position++;
            }
            mark(pages, chosenAddresses[position]);
        }
    }

    /** Sets the flags of all rows that have the keys; where the first has it, some worker does so for the rest. */
    private void markChains(int count) {
        var pages = build.heap().pages();
        for (var i = 0; i < count; i++) {
            for (var address = addresses[i];
                    address != 0 && !isMarked(pages, address);
                    address = BuildTable.next(pages, address)) {
                mark(pages, address);
            }
        }
    }

    private static boolean isMarked(long[][] pages, int address) {
        return (pages[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + BuildRows.NEXT_SLOT]
                        & BuildRows.MATCHED)
                != 0;
    }

    private static void mark(long[][] pages, int address) {
        var page = pages[address >>> RowHeap.OFFSET_BITS];
        var slot = (address & RowHeap.OFFSET_MASK) + BuildRows.NEXT_SLOT;
        if ((page[slot] & BuildRows.MATCHED) == 0) {
            page[slot] |= BuildRows.MATCHED;
        }
    }

    /** Walks the chains of all candidates side by side. */
    private void emitChains(Batch batch, int count) {
        var pages = build.heap().pages();
        var active = 0;
        for (var i = 0; i < count; i++) {
            if (addresses[i] != 0) {
                candidates[active] = candidates[i];
                addresses[active++] = addresses[i];
            }
        }
        while (active > 0 && !worker.isStopped()) {
            var left = 0;
            for (var i = 0; i < active; i++) {
                if (!isRightHalf || !isMarked(pages, addresses[i])) {
                    addPair(batch, candidates[i], addresses[i]);
                }
                var following = BuildTable.next(pages, addresses[i]);
                if (following != 0) {
                    candidates[left] = candidates[i];
                    addresses[left++] = following;
                }
            }
            active = left;
        }
        flushPairs(batch);
    }

    private void addPair(Batch batch, int position, int address) {
        pairPositions[pairCount] = position;
        pairAddresses[pairCount++] = address;
        if (pairCount == Batch.CAPACITY) {
            flushPairs(batch);
        }
    }

    private void flushPairs(Batch batch) {
        var count = pairCount;
        pairCount = 0;
        if (count == 0) {
            return;
        }
        worker.checkpoint();
        var probeColumns = spec.probeColumns();
        for (var c = 0; c < probeColumns; c++) {
            if (gathers[c] == null) {
                gathers[c] = new Gather();
            }
            output.setColumn(
                    c,
                    spec.read().get(c)
                            ? gathers[c].gather(batch.column(c), pairPositions, count)
                            : spec.unread().get(c));
        }
        readBuildColumns(pairAddresses, null, count);
        output.setRows(count);
        emitMatches(pairPositions, count);
    }

    /** Joins without keys: a few build rows are each laid beside all probe rows, many are paired row by row. */
    private void probeEveryPair(Batch batch) {
        var count = batch.selectedCount();
        var selection = batch.selection();
        if (build.rowCount() <= count && !worker.isStopped()) {
            System.arraycopy(selection == null ? identity : selection, 0, chosen, 0, count);
            build.forEach(LoadedBuild.Choice.ALL, (rowAddresses, found) -> {
                for (var i = 0; i < found && !worker.isStopped(); i++) {
                    worker.checkpoint();
                    Arrays.fill(chosenAddresses, 0, count, rowAddresses[i]);
                    layBeside(batch, chosen, chosenAddresses, count);
                    emitMatches(null, count);
                }
            });
            return;
        }
        for (var i = 0; i < count && !worker.isStopped(); i++) {
            var row = selection == null ? i : selection[i];
            build.forEach(LoadedBuild.Choice.ALL, (rowAddresses, found) -> {
                for (var f = 0; f < found && !worker.isStopped(); f++) {
                    addPair(batch, row, rowAddresses[f]);
                }
            });
        }
        flushPairs(batch);
    }

    private void emitMarks(Batch batch) {
        Arrays.fill(markNulls, 0);
        var selection = batch.selection();
        var any = false;
        for (var i = 0; i < batch.selectedCount(); i++) {
            var row = selection == null ? i : selection[i];
            var match = (matched[row >>> 6] >>> row & 1) != 0;
            marks.values()[row] = match ? 1 : 0;
            if (!match && buildHasRows && (buildHasNullKey || hasNullKey(batch, row))) {
                markNulls[row >>> 6] |= 1L << row;
                any = true;
            }
        }
        marks.set(marks.values(), any ? markNulls : null);
        var marked = new Vector[spec.probeColumns() + 1];
        for (var c = 0; c < spec.probeColumns(); c++) {
            marked[c] = batch.column(c);
        }
        marked[spec.probeColumns()] = marks;
        next.push(batch.withColumns(marked));
    }

    private boolean hasNullKey(Batch batch, int row) {
        for (var column : spec.notNullProbe()) {
            if (batch.column(column).isNull(row)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void finish() {
        next.finish();
    }
}
