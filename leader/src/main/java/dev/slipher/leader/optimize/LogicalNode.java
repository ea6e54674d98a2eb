package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Frame;
import dev.slipher.compute.fragment.PlanNode.AggregateCall;
import dev.slipher.compute.fragment.PlanNode.SetOperator;
import dev.slipher.leader.plan.Relation;
import dev.slipher.storage.type.Datum;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A node of the logical plan: rows whose columns have ids of the query's {@link Columns}.
 *
 * <p>In expressions, {@link Expression.ColumnReference} holds such an id. A reference to a column that no input puts out
 * is a correlation: it means the row of the {@link Join} above whose left side has it. After decorrelation there are
 * none.
 */
public sealed interface LogicalNode {
    /** Returns the ids of the output columns. */
    List<Integer> outputs();

    /** Adds the ids of the output columns, which in deep plans takes less than a list of them for each node below. */
    default void addOutputs(List<Integer> to) {
        to.addAll(outputs());
    }

    /** Returns the nodes that this one reads. */
    List<LogicalNode> inputs();

    /** Returns this node over other inputs. */
    LogicalNode withInputs(List<LogicalNode> inputs);

    /**
     * The rows of a table.
     *
     * @param columnIds permanent column ids, one for each output
     */
    record Scan(int scanId, Relation.StoredTable table, String alias, List<Integer> columnIds, List<Integer> outputs)
            implements LogicalNode {
        @Override
        public List<LogicalNode> inputs() {
            return List.of();
        }

        @Override
        public LogicalNode withInputs(List<LogicalNode> inputs) {
            return this;
        }
    }

    /** The rows of a system relation. */
    record LeaderScan(int scanId, Relation.SystemRelation relation, String alias, List<Integer> outputs)
            implements LogicalNode {
        @Override
        public List<LogicalNode> inputs() {
            return List.of();
        }

        @Override
        public LogicalNode withInputs(List<LogicalNode> inputs) {
            return this;
        }
    }

    /** Constant rows. */
    record Values(List<List<Datum>> rows, List<Integer> outputs) implements LogicalNode {
        /** Returns whether it is what a query without FROM reads: one row without columns. */
        boolean isOneEmptyRow() {
            return outputs.isEmpty() && rows.size() == 1;
        }

        @Override
        public List<LogicalNode> inputs() {
            return List.of();
        }

        @Override
        public LogicalNode withInputs(List<LogicalNode> inputs) {
            return this;
        }
    }

    /** {@code generate_series}, of one column. */
    record Series(Expression start, Expression stop, Expression step, int output) implements LogicalNode {
        @Override
        public List<Integer> outputs() {
            return List.of(output);
        }

        @Override
        public List<LogicalNode> inputs() {
            return List.of();
        }

        @Override
        public LogicalNode withInputs(List<LogicalNode> inputs) {
            return this;
        }
    }

    /**
     * Each row of the input {@code count} times, numbered from 1 in the column {@code number}.
     *
     * @param count a BIGINT over the input's and, while correlated, outer columns
     */
    record Expand(LogicalNode input, Expression count, int number) implements LogicalNode {
        @Override
        public List<Integer> outputs() {
            var outputs = new ArrayList<Integer>();
            addOutputs(outputs);
            return outputs;
        }

        @Override
        public void addOutputs(List<Integer> to) {
            input.addOutputs(to);
            to.add(number);
        }

        @Override
        public List<LogicalNode> inputs() {
            return List.of(input);
        }

        @Override
        public LogicalNode withInputs(List<LogicalNode> inputs) {
            return new Expand(inputs.getFirst(), count, number);
        }
    }

    /** The rows for which all conjuncts are true. */
    record Filter(LogicalNode input, List<Expression> conjuncts) implements LogicalNode {
        @Override
        public List<Integer> outputs() {
            return input.outputs();
        }

        @Override
        public void addOutputs(List<Integer> to) {
            input.addOutputs(to);
        }

        @Override
        public List<LogicalNode> inputs() {
            return List.of(input);
        }

        @Override
        public LogicalNode withInputs(List<LogicalNode> inputs) {
            return new Filter(inputs.getFirst(), conjuncts);
        }
    }

    /** A column and what it is; a column of the input that stays is an assignment of itself. */
    record Assignment(int column, Expression expression) {
        boolean isIdentity() {
            return expression instanceof Expression.ColumnReference(int id, var _) && id == column;
        }
    }

    /** Exactly the assigned columns. */
    record Project(LogicalNode input, List<Assignment> assignments) implements LogicalNode {
        @Override
        public List<Integer> outputs() {
            return assignments.stream().map(Assignment::column).toList();
        }

        @Override
        public List<LogicalNode> inputs() {
            return List.of(input);
        }

        @Override
        public LogicalNode withInputs(List<LogicalNode> inputs) {
            return new Project(inputs.getFirst(), assignments);
        }
    }

    /** What a {@link Join} puts out. */
    enum JoinKind {
        INNER,
        LEFT,
        RIGHT,
        FULL,
        /** As LEFT, with an error if a left row has two matches. */
        SINGLE,
        SEMI,
        ANTI,
        /** All left rows and the mark: whether a match exists, unknown if none does and a comparison was unknown. */
        MARK,
        /** As MARK, and never unknown. */
        EXISTS
    }

    /** A join; its right side may refer to columns of its left side until it is decorrelated. */
    record Join(JoinKind kind, LogicalNode left, LogicalNode right, List<Expression> conditions, OptionalInt mark)
            implements LogicalNode {
        /** Makes a join that sets no mark. */
        public static Join of(JoinKind kind, LogicalNode left, LogicalNode right, List<Expression> conditions) {
            return new Join(kind, left, right, conditions, OptionalInt.empty());
        }

        /** Returns the same join, a right one with its sides exchanged. */
        Join rightAsLeft() {
            return kind == JoinKind.RIGHT ? of(JoinKind.LEFT, /* left= */ right, /* right= */ left, conditions) : this;
        }

        @Override
        public List<Integer> outputs() {
            var outputs = new ArrayList<Integer>();
            addOutputs(outputs);
            return outputs;
        }

        @Override
        public void addOutputs(List<Integer> to) {
            left.addOutputs(to);
            switch (kind) {
                case SEMI, ANTI -> {}
                case MARK, EXISTS -> to.add(mark.orElseThrow());
                case INNER, LEFT, RIGHT, FULL, SINGLE -> right.addOutputs(to);
            }
        }

        @Override
        public List<LogicalNode> inputs() {
            return List.of(left, right);
        }

        @Override
        public LogicalNode withInputs(List<LogicalNode> inputs) {
            return new Join(kind, inputs.get(0), inputs.get(1), conditions, mark);
        }
    }

    /** An aggregate call and its output; arguments, filter and order of the call are column ids. */
    record AggregateOutput(int column, AggregateCall call) {}

    /**
     * Groups; the keys keep their ids.
     *
     * @param groupingSets subsets of {@code keys} as indexes into it; one full set for a plain GROUP BY
     */
    record Aggregate(
            LogicalNode input, List<Integer> keys, List<List<Integer>> groupingSets, List<AggregateOutput> calls)
            implements LogicalNode {
        @Override
        public List<Integer> outputs() {
            var outputs = new ArrayList<>(keys);
            calls.forEach(c -> outputs.add(c.column()));
            return outputs;
        }

        @Override
        public List<LogicalNode> inputs() {
            return List.of(input);
        }

        @Override
        public LogicalNode withInputs(List<LogicalNode> inputs) {
            return new Aggregate(inputs.getFirst(), keys, groupingSets, calls);
        }

        boolean isPlain() {
            return groupingSets.size() == 1 && groupingSets.getFirst().size() == keys.size();
        }
    }

    /** One key of an order. */
    record Order(int column, boolean descending, boolean nullsFirst) {}

    /**
     * A window function and its output.
     *
     * @param firstRowOnly whether only the first row of a partition gets its value and the others get null
     */
    record WindowOutput(int column, AggregateCall call, Frame frame, boolean ignoreNulls, boolean firstRowOnly) {
        public WindowOutput(int column, AggregateCall call, Frame frame, boolean ignoreNulls) {
            this(column, call, frame, ignoreNulls, false);
        }
    }

    /** The input's columns and those of window functions that share a partitioning and order. */
    record Window(LogicalNode input, List<Integer> partitionBy, List<Order> orderBy, List<WindowOutput> calls)
            implements LogicalNode {
        @Override
        public List<Integer> outputs() {
            var outputs = new ArrayList<Integer>();
            addOutputs(outputs);
            return outputs;
        }

        @Override
        public void addOutputs(List<Integer> to) {
            input.addOutputs(to);
            calls.forEach(c -> to.add(c.column()));
        }

        @Override
        public List<LogicalNode> inputs() {
            return List.of(input);
        }

        @Override
        public LogicalNode withInputs(List<LogicalNode> inputs) {
            return new Window(inputs.getFirst(), partitionBy, orderBy, calls);
        }
    }

    /** An order (possibly of no keys), an offset and a limit, which are numbers of rows. */
    record Sort(LogicalNode input, List<Order> keys, Optional<Long> limit, long offset) implements LogicalNode {
        @Override
        public List<Integer> outputs() {
            return input.outputs();
        }

        @Override
        public void addOutputs(List<Integer> to) {
            input.addOutputs(to);
        }

        @Override
        public List<LogicalNode> inputs() {
            return List.of(input);
        }

        @Override
        public LogicalNode withInputs(List<LogicalNode> inputs) {
            return new Sort(inputs.getFirst(), keys, limit, offset);
        }

        /** Returns whether it leaves rows out. */
        public boolean isLimited() {
            return limit.isPresent() || offset > 0;
        }
    }

    /** UNION ALL; {@code columns} has for each input the ids that become the outputs. */
    record Union(List<LogicalNode> inputs, List<List<Integer>> columns, List<Integer> outputs) implements LogicalNode {
        @Override
        public LogicalNode withInputs(List<LogicalNode> newInputs) {
            return new Union(newInputs, columns, outputs);
        }
    }

    /**
     * WITH RECURSIVE: the rows of {@code base}, then again and again those that {@code step} makes of the last ones.
     *
     * @param table the id of the {@link WorkingTable} from which the step reads the last rows
     * @param distinct whether rows that came before are left out
     * @param baseColumns the ids that become the outputs, as {@code stepColumns} are
     */
    record Recursion(
            LogicalNode base,
            LogicalNode step,
            int table,
            boolean distinct,
            List<Integer> baseColumns,
            List<Integer> stepColumns,
            List<Integer> outputs)
            implements LogicalNode {
        @Override
        public List<LogicalNode> inputs() {
            return List.of(base, step);
        }

        @Override
        public LogicalNode withInputs(List<LogicalNode> inputs) {
            return new Recursion(inputs.get(0), inputs.get(1), table, distinct, baseColumns, stepColumns, outputs);
        }
    }

    /** The last rows of a {@link Recursion} above. */
    record WorkingTable(int table, String name, List<Integer> outputs) implements LogicalNode {
        @Override
        public List<LogicalNode> inputs() {
            return List.of();
        }

        @Override
        public LogicalNode withInputs(List<LogicalNode> inputs) {
            return this;
        }
    }

    /**
     * The rows of a subplan that is computed once and read in several places.
     *
     * @param subplan names it among the plan's {@link SharedSubplan}s
     * @param columns the subplan's columns, one for each output
     */
    record SharedScan(int subplan, List<Integer> columns, List<Integer> outputs) implements LogicalNode {
        @Override
        public List<LogicalNode> inputs() {
            return List.of();
        }

        @Override
        public LogicalNode withInputs(List<LogicalNode> inputs) {
            return this;
        }
    }

    /** INTERSECT and EXCEPT. */
    record SetOperation(
            SetOperator operator,
            boolean all,
            LogicalNode left,
            LogicalNode right,
            List<Integer> leftColumns,
            List<Integer> rightColumns,
            List<Integer> outputs)
            implements LogicalNode {
        @Override
        public List<LogicalNode> inputs() {
            return List.of(left, right);
        }

        @Override
        public LogicalNode withInputs(List<LogicalNode> inputs) {
            return new SetOperation(operator, all, inputs.get(0), inputs.get(1), leftColumns, rightColumns, outputs);
        }
    }
}
