package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.expression.ColumnShape;
import dev.slipher.compute.expression.function.AggregateTrait;
import dev.slipher.compute.fragment.PlanNode.Aggregate;
import dev.slipher.compute.fragment.PlanNode.AggregateCall;
import dev.slipher.compute.operator.Phase;
import dev.slipher.compute.operator.PlanCompiler;
import dev.slipher.compute.operator.StepFactory;
import dev.slipher.storage.type.PhysicalKind;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns an Aggregate into groupings. Calls of DISTINCT values are fed by a grouping of their own over key and arguments,
 * which makes the values distinct; grouping sets by the groups of all keys or, where DISTINCT or a set without some key
 * does not let them, by repeating each row under the keys of each set.
 */
public final class AggregateCompiler {
    private final PlanCompiler compiler;
    private final Aggregate node;
    private final List<ColumnShape> input;
    private final boolean repeats;
    private final int[] keys;

    private AggregateCompiler(PlanCompiler compiler, Aggregate node) {
        this.compiler = compiler;
        this.node = node;
        input = compiler.shapesOf(node.input());
        var sets = node.groupingSets();
        repeats = sets.size() != 1
                || Set.copyOf(sets.getFirst()).size() != node.groupBy().size();
        keys = new int[node.groupBy().size() + (repeats ? 1 : 0)];
        for (var k = 0; k < keys.length; k++) {
            keys[k] = repeats ? input.size() + k : node.groupBy().get(k);
        }
    }

    /** Adds the phases of an aggregation. */
    public static void compile(PlanCompiler compiler, Aggregate node, StepFactory target) {
        new AggregateCompiler(compiler, node).compile(target);
    }

    private void compile(StepFactory target) {
        var accumulators = node.calls().stream().map(this::accumulator).toList();
        var grouping = new Grouping(compiler.query(), node, new GroupRows(keyKinds(List.of()), accumulators));
        if (rollsUp(accumulators)) {
            feedFromFinest(grouping, accumulators);
        } else {
            feed(grouping);
        }
        compiler.add(grouping.settle());
        var output = new GroupOutput(node, repeats);
        compiler.addSource(
                node,
                new GroupSource(grouping, repeats ? output.emptyGroups() : List.of()),
                repeats || output.hasGroupingCalls() ? worker -> output.step(target.create(worker)) : target);
    }

    /**
     * Whether one of several sets has all keys, whose groups the others can be made of; strings in states would be copied
     * for each of these.
     */
    private boolean rollsUp(List<Accumulator> accumulators) {
        return repeats
                && distinctCalls().isEmpty()
                && accumulators.stream().noneMatch(a -> a.state().contains(PhysicalKind.BYTES))
                && node.groupingSets().stream()
                        .anyMatch(
                                set -> Set.copyOf(set).size() == node.groupBy().size());
    }

    private void feedFromFinest(Grouping grouping, List<Accumulator> accumulators) {
        var kinds = node.groupBy().stream()
                .map(column -> input.get(column).type().physicalKind())
                .toList();
        var finest = new Grouping(compiler.query(), node, new GroupRows(kinds, accumulators));
        var columns = node.groupBy().stream().mapToInt(Integer::intValue).toArray();
        var shapes = node.groupBy().stream().map(input::get).toList();
        var rows = mainInput(columns, shapes);
        compiler.compileInput(node, node.input(), worker -> finest.step(worker, rows));
        compiler.add(finest.settle());
        compiler.add(new Phase.Pipeline(
                node, GroupSource.ofStates(finest), worker -> new RollupStep(node, grouping, worker)));
    }

    private void feed(Grouping grouping) {
        var branches = new ArrayList<StepFactory>();
        var secondary = new ArrayList<Runnable>();
        distinctCalls().forEach((key, served) -> addDistinct(grouping, served, branches, secondary));
        if (mainIsNeeded(branches)) {
            var main = mainInput(keys, keyShapes(List.of()));
            branches.add(worker -> grouping.step(worker, main));
        }
        StepFactory all = branches.size() == 1 ? branches.getFirst() : worker -> FanOutStep.create(branches, worker);
        if (repeats) {
            var plain = all;
            all = worker -> new GroupingSetsStep(node, input, plain.create(worker));
        }
        compiler.compileInput(node, node.input(), all);
        secondary.forEach(Runnable::run);
    }

    private boolean mainIsNeeded(List<StepFactory> branches) {
        return branches.isEmpty()
                || node.calls().stream()
                        .anyMatch(call -> !isDistinct(call) || call.filter().isPresent());
    }

    private static boolean isDistinct(AggregateCall call) {
        return call.distinct() && !AggregateTrait.IDEMPOTENT.holdsFor(call.function());
    }

    private Accumulator accumulator(AggregateCall call) {
        if (call.function().equals("grouping")) {
            // Computed from the grouping set in the end.
            return new CountAccumulator();
        }
        return Accumulators.of(call, input);
    }

    private List<PhysicalKind> keyKinds(List<Integer> more) {
        var kinds = new ArrayList<PhysicalKind>();
        node.groupBy().forEach(column -> kinds.add(input.get(column).type().physicalKind()));
        if (repeats) {
            kinds.add(PhysicalKind.INT32);
        }
        more.forEach(column -> kinds.add(input.get(column).type().physicalKind()));
        return kinds;
    }

    private List<ColumnShape> keyShapes(List<Integer> more) {
        var shapes = new ArrayList<ColumnShape>();
        node.groupBy().forEach(column -> shapes.add(input.get(column)));
        if (repeats) {
            shapes.add(ColumnShape.of(SqlType.Simple.INTEGER));
        }
        more.forEach(column -> shapes.add(input.get(column)));
        return shapes;
    }

    private GroupInput mainInput(int[] columns, List<ColumnShape> shapes) {
        var arguments = new int[node.calls().size()];
        var filters = new int[arguments.length];
        for (var c = 0; c < arguments.length; c++) {
            var call = node.calls().get(c);
            arguments[c] = isDistinct(call) || call.function().equals("grouping")
                    ? GroupInput.NOT_SERVED
                    : call.arguments().isEmpty()
                            ? GroupInput.NO_ARGUMENT
                            : call.arguments().getFirst();
            filters[c] = call.filter().orElse(GroupInput.NO_ARGUMENT);
        }
        return new GroupInput(columns, arguments, filters, shapes);
    }

    /** Returns the distinct calls that share arguments and filter, by both. */
    private Map<List<Integer>, List<Integer>> distinctCalls() {
        var found = new LinkedHashMap<List<Integer>, List<Integer>>();
        for (var c = 0; c < node.calls().size(); c++) {
            var call = node.calls().get(c);
            if (isDistinct(call)) {
                var key = new ArrayList<>(call.arguments());
                key.add(call.filter().orElse(-1));
                found.computeIfAbsent(key, k -> new ArrayList<>()).add(c);
            }
        }
        return found;
    }

    private void addDistinct(
            Grouping grouping, List<Integer> served, List<StepFactory> branches, List<Runnable> secondary) {
        var call = node.calls().get(served.getFirst());
        var values = new Grouping(compiler.query(), node, new GroupRows(keyKinds(call.arguments()), List.of()));
        var columns = Arrays.copyOf(keys, keys.length + call.arguments().size());
        for (var a = 0; a < call.arguments().size(); a++) {
            columns[keys.length + a] = call.arguments().get(a);
        }
        var distinct = new GroupInput(columns, new int[0], new int[0], keyShapes(call.arguments()));
        StepFactory branch = worker -> values.step(worker, distinct);
        branches.add(call.filter()
                .<StepFactory>map(column -> worker -> new TrueRowsStep(column, values.step(worker, distinct)))
                .orElse(branch));
        var arguments = new int[node.calls().size()];
        var filters = new int[arguments.length];
        Arrays.fill(arguments, GroupInput.NOT_SERVED);
        Arrays.fill(filters, GroupInput.NO_ARGUMENT);
        served.forEach(c -> arguments[c] = keys.length);
        var leading = new int[keys.length];
        Arrays.setAll(leading, k -> k);
        var fed = new GroupInput(leading, arguments, filters, keyShapes(List.of()));
        secondary.add(() -> {
            compiler.add(values.settle());
            compiler.add(
                    new Phase.Pipeline(node, new GroupSource(values, List.of()), worker -> grouping.step(worker, fed)));
        });
    }
}
