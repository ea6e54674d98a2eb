package dev.slipher.compute.fragment;

import dev.slipher.storage.codec.Tag;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A node of the physical plan: what rows it makes from the rows of its inputs.
 *
 * <p>Columns are addressed by their index in the output of the input they come from. A plan names no segments: scans and
 * leader relations carry an {@code id} under which execution finds what was bound to them, so a plan can be cached.
 */
public sealed interface PlanNode {
    /** Returns the types of the output columns. */
    List<SqlType> types();

    /** Adds the types of the output columns, which in deep plans takes less than a list of them for each node below. */
    default void addTypes(List<SqlType> to) {
        to.addAll(types());
    }

    /** Returns the nodes that this one reads, in the order of its fields. */
    List<PlanNode> inputs();

    /** Returns what the optimizer expects of this node's output. */
    Estimate estimate();

    /**
     * An expectation, never a bound.
     *
     * @param rows output rows, at least 0
     * @param rowBytes average width of a row in bytes
     */
    @Tag(200)
    record Estimate(double rows, double rowBytes) {
        public static final Estimate UNKNOWN = new Estimate(1_000, 32);
    }

    /**
     * The rows of a table at the query's version.
     *
     * @param id names the scan among the bound inputs; unique within the plan
     * @param columnIds permanent ids of the output columns; {@link #ROW_ADDRESS} gives each row's address instead
     * @param filter over the output columns; rows for which it is not true are left out
     */
    @Tag(201)
    record Scan(
            int id,
            String table,
            List<Integer> columnIds,
            List<SqlType> types,
            Optional<Expression> filter,
            Estimate estimate)
            implements PlanNode {
        /** A BIGINT, {@code scan unit << 32 | row in its segment}, by which DELETE and UPDATE name rows. */
        public static final int ROW_ADDRESS = 0;

        public Scan {
            columnIds = List.copyOf(columnIds);
            types = List.copyOf(types);
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of();
        }
    }

    /** Constant rows. */
    @Tag(202)
    record Values(List<List<Datum>> rows, List<SqlType> types) implements PlanNode {
        public Values {
            var columnTypes = List.copyOf(types);
            rows = rows.stream().map(row -> typed(row, columnTypes)).toList();
            types = columnTypes;
        }

        private static List<Datum> typed(List<Datum> row, List<SqlType> types) {
            var typed = new Datum[row.size()];
            Arrays.setAll(typed, i -> row.get(i).as(types.get(i).physicalKind()));
            return List.of(typed);
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of();
        }

        @Override
        public Estimate estimate() {
            return new Estimate(rows.size(), 16L * types.size());
        }
    }

    /** Rows that the leader supplies, such as a system table, bound under {@code id} at execution. */
    @Tag(203)
    record LeaderRelation(int id, String name, List<SqlType> types, Estimate estimate) implements PlanNode {
        public LeaderRelation {
            types = List.copyOf(types);
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of();
        }
    }

    /**
     * Rows from outside the warehouse, such as the files of a COPY, which all workers read at once from what is bound
     * under {@code id} at execution.
     */
    @Tag(204)
    record ExternalScan(int id, String name, List<SqlType> types, Estimate estimate) implements PlanNode {
        public ExternalScan {
            types = List.copyOf(types);
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of();
        }
    }

    /**
     * Writes the input's rows, every worker its own share, and reports to what is bound under {@code id} at execution; puts
     * out one row, a BIGINT with the number of rows that came.
     *
     * @param order that each worker brings its rows into, a bounded run at a time; empty to write them as they come
     */
    @Tag(248)
    record Write(int id, Writing writing, PlanNode input, List<SortColumn> order) implements PlanNode {
        public Write {
            order = List.copyOf(order);
        }

        @Override
        public List<SqlType> types() {
            return List.of(SqlType.Simple.BIGINT);
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }

        @Override
        public Estimate estimate() {
            return new Estimate(1, 8);
        }
    }

    /** {@code generate_series(start, stop, step)} of integers or of timestamps with an interval step. */
    @Tag(206)
    record GenerateSeries(Expression start, Expression stop, Expression step, SqlType type, Estimate estimate)
            implements PlanNode {
        @Override
        public List<SqlType> types() {
            return List.of(type);
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of();
        }
    }

    /**
     * Each row of the input as often as {@code count} says for it, with the repetition's number from 1 as a last BIGINT
     * column; how functions that give several rows are run.
     *
     * @param count a BIGINT over the input's columns; null and less than 1 mean no row
     */
    @Tag(207)
    record Expand(PlanNode input, Expression count, Estimate estimate) implements PlanNode {
        @Override
        public List<SqlType> types() {
            return collected(this);
        }

        @Override
        public void addTypes(List<SqlType> to) {
            input.addTypes(to);
            to.add(SqlType.Simple.BIGINT);
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** The input's rows for which the condition is true. */
    @Tag(208)
    record Filter(PlanNode input, Expression condition, Estimate estimate) implements PlanNode {
        @Override
        public List<SqlType> types() {
            return input.types();
        }

        @Override
        public void addTypes(List<SqlType> to) {
            input.addTypes(to);
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** One output column for each expression. */
    @Tag(209)
    record Project(PlanNode input, List<Expression> expressions) implements PlanNode {
        public Project {
            expressions = List.copyOf(expressions);
        }

        @Override
        public List<SqlType> types() {
            return expressions.stream().map(Expression::type).toList();
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }

        @Override
        public Estimate estimate() {
            return input.estimate();
        }
    }

    /** How rows of the two sides come together across slices; named as EXPLAIN shows it. */
    enum JoinDistribution {
        DS_DIST_NONE,
        DS_DIST_ALL_NONE,
        DS_DIST_INNER,
        DS_DIST_OUTER,
        DS_BCAST_INNER,
        DS_DIST_ALL_INNER,
        DS_DIST_BOTH
    }

    /**
     * A join on equality of key columns (none: every pair) and a residual condition.
     *
     * @param probeKeys columns of the probe side, of the same types as {@code buildKeys} in order
     * @param nullsMatch whether null keys equal each other (IS NOT DISTINCT FROM), one flag a key
     * @param residual over probe columns followed by build columns; part of the match, not a filter after it
     */
    @Tag(210)
    record Join(
            JoinKind kind,
            PlanNode probe,
            PlanNode build,
            List<Integer> probeKeys,
            List<Integer> buildKeys,
            List<Boolean> nullsMatch,
            Optional<Expression> residual,
            JoinDistribution distribution,
            Estimate estimate)
            implements PlanNode {
        public Join {
            probeKeys = List.copyOf(probeKeys);
            buildKeys = List.copyOf(buildKeys);
            nullsMatch = List.copyOf(nullsMatch);
        }

        @Override
        public List<SqlType> types() {
            return collected(this);
        }

        @Override
        public void addTypes(List<SqlType> to) {
            switch (kind) {
                case SEMI, ANTI -> probe.addTypes(to);
                case RIGHT_SEMI, RIGHT_ANTI -> build.addTypes(to);
                case MARK -> {
                    probe.addTypes(to);
                    to.add(SqlType.Simple.BOOLEAN);
                }
                case INNER, LEFT, RIGHT, FULL -> {
                    probe.addTypes(to);
                    build.addTypes(to);
                }
            }
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(probe, build);
        }
    }

    /**
     * One aggregate of an {@link Aggregate} or {@link Window}.
     *
     * @param function as registered, such as {@code sum}, {@code count} (no argument: COUNT(*)), {@code single_value}
     * @param arguments input columns
     * @param filter a BOOLEAN input column that must be true for a row to count
     * @param orderBy order of the rows within the group, for LISTAGG and percentiles
     */
    @Tag(211)
    record AggregateCall(
            String function,
            List<Integer> arguments,
            boolean distinct,
            Optional<Integer> filter,
            List<SortColumn> orderBy,
            SqlType type) {
        public AggregateCall {
            arguments = List.copyOf(arguments);
            orderBy = List.copyOf(orderBy);
        }
    }

    /**
     * Groups rows: group columns first, then one column a call. With no group columns there is one row, even for no
     * input.
     *
     * @param groupBy input columns
     * @param groupingSets subsets of {@code groupBy} as indexes into it, each a grouping of its own whose missing columns
     *     are null; exactly one full set for a plain GROUP BY
     */
    @Tag(212)
    record Aggregate(
            PlanNode input,
            List<Integer> groupBy,
            List<List<Integer>> groupingSets,
            List<AggregateCall> calls,
            Estimate estimate)
            implements PlanNode {
        public Aggregate {
            groupBy = List.copyOf(groupBy);
            groupingSets = groupingSets.stream().map(List::copyOf).toList();
            calls = List.copyOf(calls);
        }

        @Override
        public List<SqlType> types() {
            // Once, not for each column: deep plans of wide rows would ask exponentially often.
            var inputTypes = input.types();
            var types = new ArrayList<SqlType>();
            groupBy.forEach(column -> types.add(inputTypes.get(column)));
            calls.forEach(call -> types.add(call.type()));
            return List.copyOf(types);
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** One key of an order. */
    @Tag(213)
    record SortColumn(int columnIndex, boolean descending, boolean nullsFirst) {}

    /**
     * The input in order; with a limit, only the rows from {@code offset} on, at most {@code limit} of them.
     *
     * @param limit absent for all rows
     */
    @Tag(214)
    record Sort(PlanNode input, List<SortColumn> keys, Optional<Long> limit, long offset, Estimate estimate)
            implements PlanNode {
        public Sort {
            keys = List.copyOf(keys);
        }

        @Override
        public List<SqlType> types() {
            return input.types();
        }

        @Override
        public void addTypes(List<SqlType> to) {
            input.addTypes(to);
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** Some rows of the input, from {@code offset} on, in its order if it has one. */
    @Tag(215)
    record Limit(PlanNode input, Optional<Long> limit, long offset, Estimate estimate) implements PlanNode {
        @Override
        public List<SqlType> types() {
            return input.types();
        }

        @Override
        public void addTypes(List<SqlType> to) {
            input.addTypes(to);
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /**
     * One window function, an aggregate or one of {@code row_number, rank, dense_rank, percent_rank, cume_dist, ntile,
     * lag, lead, first_value, last_value, nth_value, ratio_to_report} and the rest.
     *
     * @param firstRowOnly whether only the first row of a partition gets its value and the others get null
     */
    @Tag(216)
    record WindowCall(AggregateCall call, Frame frame, boolean ignoreNulls, boolean firstRowOnly) {
        /** Makes a call whose values all rows get. */
        public WindowCall(AggregateCall call, Frame frame, boolean ignoreNulls) {
            this(call, frame, ignoreNulls, false);
        }
    }

    /** The input's columns, followed by one column a call; rows of a partition come out together and in order. */
    @Tag(217)
    record Window(
            PlanNode input,
            List<Integer> partitionBy,
            List<SortColumn> orderBy,
            List<WindowCall> calls,
            Estimate estimate)
            implements PlanNode {
        public Window {
            partitionBy = List.copyOf(partitionBy);
            orderBy = List.copyOf(orderBy);
            calls = List.copyOf(calls);
        }

        @Override
        public List<SqlType> types() {
            return collected(this);
        }

        @Override
        public void addTypes(List<SqlType> to) {
            input.addTypes(to);
            calls.forEach(c -> to.add(c.call().type()));
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** The rows of all inputs, which have equal types. */
    @Tag(218)
    record Append(List<PlanNode> inputs, Estimate estimate) implements PlanNode {
        public Append {
            inputs = List.copyOf(inputs);
        }

        @Override
        public List<SqlType> types() {
            return inputs.getFirst().types();
        }
    }

    /** INTERSECT and EXCEPT; nulls equal each other. */
    enum SetOperator {
        INTERSECT,
        EXCEPT
    }

    /** {@code left INTERSECT|EXCEPT [ALL] right}. */
    @Tag(219)
    record SetOperation(SetOperator operator, boolean all, PlanNode left, PlanNode right, Estimate estimate)
            implements PlanNode {
        @Override
        public List<SqlType> types() {
            return left.types();
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(left, right);
        }
    }

    /**
     * WITH RECURSIVE: the rows of {@code base}, then again and again those that {@code step} makes of the rows that came
     * last, until there are none.
     *
     * @param step reads what came last from the {@link WorkingTable} of that id
     * @param workingTable unique in the plan
     * @param distinct whether rows that came before are left out
     */
    @Tag(220)
    record Recursion(PlanNode base, PlanNode step, int workingTable, boolean distinct, Estimate estimate)
            implements PlanNode {
        @Override
        public List<SqlType> types() {
            return base.types();
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(base, step);
        }
    }

    /** The rows that a {@link Recursion} above has made last, named by its id. */
    @Tag(221)
    record WorkingTable(int id, String name, List<SqlType> types, Estimate estimate) implements PlanNode {
        public WorkingTable {
            types = List.copyOf(types);
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of();
        }
    }

    /**
     * The rows of {@code input}, in which {@link SharedScan}s of that id give the rows of {@code shared}, computed once.
     *
     * @param id unique in the plan
     */
    @Tag(222)
    record Shared(int id, PlanNode shared, PlanNode input) implements PlanNode {
        @Override
        public List<SqlType> types() {
            return input.types();
        }

        @Override
        public void addTypes(List<SqlType> to) {
            input.addTypes(to);
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(shared, input);
        }

        @Override
        public Estimate estimate() {
            return input.estimate();
        }
    }

    /** The rows that the {@link Shared} of that id, above, has computed; in any order. */
    @Tag(223)
    record SharedScan(int id, List<SqlType> types, Estimate estimate) implements PlanNode {
        public SharedScan {
            types = List.copyOf(types);
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of();
        }
    }

    private static List<SqlType> collected(PlanNode node) {
        var types = new ArrayList<SqlType>();
        node.addTypes(types);
        return List.copyOf(types);
    }
}
