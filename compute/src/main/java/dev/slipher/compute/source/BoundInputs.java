package dev.slipher.compute.source;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.objectstore.ObjectStore;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the ids in a plan stand for in one execution.
 *
 * @param scans by {@code Scan.id}
 * @param relations by {@code LeaderRelation.id}: opens the rows anew at each call; a batch need only live until the next
 * @param sources by {@code ExternalScan.id}
 * @param targets by {@code Write.id}
 * @param workingTables by {@code WorkingTable.id}, what recursions around have made; as {@code relations}
 */
public record BoundInputs(
        Map<Integer, BoundScan> scans,
        Map<Integer, Supplier<Iterator<Batch>>> relations,
        Map<Integer, ParallelSource> sources,
        Map<Integer, BoundTarget> targets,
        Map<Integer, Supplier<Iterator<Batch>>> workingTables) {
    public static final BoundInputs NONE = new BoundInputs(Map.of(), Map.of());

    public BoundInputs {
        scans = Map.copyOf(scans);
        relations = Map.copyOf(relations);
        sources = Map.copyOf(sources);
        targets = Map.copyOf(targets);
        workingTables = Map.copyOf(workingTables);
    }

    /** Binds the inputs of a plan that no recursion is around. */
    public BoundInputs(
            Map<Integer, BoundScan> scans,
            Map<Integer, Supplier<Iterator<Batch>>> relations,
            Map<Integer, ParallelSource> sources,
            Map<Integer, BoundTarget> targets) {
        this(scans, relations, sources, targets, Map.of());
    }

    /** Returns the same inputs with a further working table. */
    public BoundInputs withWorkingTable(int id, Supplier<Iterator<Batch>> rows) {
        var tables = new HashMap<>(workingTables);
        tables.put(id, rows);
        return new BoundInputs(scans, relations, sources, targets, tables);
    }

    /** Binds the inputs of a plan that neither reads nor writes anything outside the warehouse. */
    public BoundInputs(Map<Integer, BoundScan> scans, Map<Integer, Supplier<Iterator<Batch>>> relations) {
        this(scans, relations, Map.of(), Map.of());
    }

    /**
     * A table at the query's version.
     *
     * @param columns all columns of the table, for the values that older segments miss
     * @param units what holds its rows; a unit's place in the list is part of its rows' addresses
     */
    public record BoundScan(List<Column> columns, List<ScanUnit> units) {
        public BoundScan {
            columns = List.copyOf(columns);
            units = List.copyOf(units);
        }
    }

    /**
     * Where a Write writes.
     *
     * @param store where its segments go
     * @param port the leader
     */
    public record BoundTarget(ObjectStore store, WritePort port) {}
}
