package dev.slipher.compute.expression;

import dev.slipher.compute.expression.ColumnShape.Representation;
import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.storage.batch.Dictionary;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.List;

/** Compiles what evaluates its operands only where they are needed. */
final class BranchSteps {
    private final ExpressionCompiler compiler;

    BranchSteps(ExpressionCompiler compiler) {
        this.compiler = compiler;
    }

    Step caseOf(Expression.Case node) {
        var conditions = new ArrayList<ConditionStep>();
        var results = new ArrayList<Step>();
        for (var branch : node.branches()) {
            conditions.add(compiler.condition(branch.condition()));
            results.add(compiler.value(branch.result()));
        }
        results.add(compiler.value(node.otherwise()));
        if (node.type().physicalKind() == PhysicalKind.BYTES
                && results.stream().allMatch(ExpressionCompiler::isConstant)) {
            return stringCase(conditions, results, node.type());
        }
        var shape = commonShape(results, node.type());
        return caseStep(conditions, inForm(results, shape.representation()), shape);
    }

    private static Step caseStep(List<ConditionStep> conditions, List<Step> results, ColumnShape shape) {
        boolean canFail = conditions.stream().anyMatch(ConditionStep::canFail)
                || results.stream().anyMatch(Step::canFail);
        boolean stable = conditions.stream().allMatch(ConditionStep::isStable)
                && results.stream().allMatch(Step::isStable);
        var step = Step.of(
                shape,
                canFail,
                stable,
                () -> new BranchNodes.Case(
                        conditions.stream()
                                .map(condition -> condition.nodes().get())
                                .toArray(ConditionNode[]::new),
                        results.stream().map(result -> result.nodes().get()).toArray(Node[]::new),
                        shape.representation()));
        return Constants.fold(step, stable);
    }

    /** Chooses between codes of a dictionary that holds the constants. */
    private static Step stringCase(List<ConditionStep> conditions, List<Step> results, SqlType type) {
        var sink = new ByteSink(64);
        var offsets = new ArrayList<Integer>(List.of(0));
        var codes = new ArrayList<Step>();
        for (var result : results) {
            if (result.constant().orElseThrow() instanceof Datum.Bytes(var bytes)) {
                codes.add(Constants.step(new Datum.Integral(offsets.size() - 1), SqlType.Simple.INTEGER));
                sink.append(bytes);
                offsets.add(sink.length());
            } else {
                codes.add(Constants.step(Datum.Null.NULL, SqlType.Simple.INTEGER));
            }
        }
        if (offsets.size() == 1) {
            offsets.add(0);
        }
        var dictionary = new Dictionary(
                sink.toByteArray(),
                offsets.stream().mapToInt(Integer::intValue).toArray(),
                offsets.size() - 1,
                false,
                false);
        var codeShape = commonShape(codes, SqlType.Simple.INTEGER);
        var chosen = caseStep(conditions, codes, codeShape);
        return Step.of(
                ColumnShape.of(type).withNulls(codeShape.mayHaveNulls()),
                chosen.canFail(),
                chosen.isStable(),
                () -> new BranchNodes.StringCase(chosen.nodes().get(), dictionary));
    }

    Step coalesce(List<Expression> operands, SqlType type) {
        var steps = new ArrayList<Step>();
        for (var operand : operands) {
            var step = compiler.value(operand);
            if (!step.isNullConstant()) {
                steps.add(step);
            }
            if (!step.shape().mayHaveNulls()) {
                break;
            }
        }
        if (steps.isEmpty()) {
            return Constants.step(Datum.Null.NULL, type);
        }
        if (steps.size() == 1) {
            return steps.getFirst();
        }
        var joined = commonShape(steps, type);
        var shape = joined.withNulls(steps.getLast().shape().mayHaveNulls());
        var inForm = inForm(steps, shape.representation());
        boolean stable = steps.stream().allMatch(Step::isStable);
        return Constants.fold(
                Step.of(
                        shape,
                        steps.stream().anyMatch(Step::canFail),
                        stable,
                        () -> new BranchNodes.Coalesce(
                                inForm.stream().map(step -> step.nodes().get()).toArray(Node[]::new),
                                shape.representation())),
                stable);
    }

    /** Evaluates {@code value} for the rows that the body is evaluated for, before it. */
    Step let(Step value, Expression body) {
        var shape = value.shape();
        var outline =
                compiler.inBodyOf(local(shape, new BranchNodes.HeldNode())).value(body);
        return Step.of(outline.shape(), value.canFail() || outline.canFail(), false, () -> {
            var held = new BranchNodes.HeldNode();
            var compiled = compiler.inBodyOf(local(shape, held)).value(body);
            return new BranchNodes.Let(
                    value.nodes().get(), held, compiled.nodes().get());
        });
    }

    private static Step local(ColumnShape shape, BranchNodes.HeldNode held) {
        return Step.of(shape, false, false, () -> held);
    }

    /** GREATEST and LEAST ignore nulls; both are null only if all operands are. */
    Step extreme(List<Expression> operands, SqlType type, boolean greatest) {
        var result = compiler.value(operands.getFirst());
        for (var operand : operands.subList(1, operands.size())) {
            result = extreme(result, compiler.value(operand), type, greatest);
        }
        return result;
    }

    private Step extreme(Step left, Step right, SqlType type, boolean greatest) {
        var joined = commonShape(List.of(left, right), type);
        var shape =
                joined.withNulls(left.shape().mayHaveNulls() && right.shape().mayHaveNulls());
        var sides = inForm(List.of(left, right), shape.representation());
        boolean stable = left.isStable() && right.isStable();
        var operator = greatest ? ComparisonOperator.LESS : ComparisonOperator.GREATER;
        return Constants.fold(
                Step.of(shape, left.canFail() || right.canFail(), stable, () -> {
                    var leftHeld = new BranchNodes.HeldNode();
                    var rightHeld = new BranchNodes.HeldNode();
                    var comparison = new ConditionSteps(compiler)
                            .comparison(
                                    operator,
                                    Step.of(shape.withNulls(true), false, false, () -> leftHeld),
                                    Step.of(shape.withNulls(true), false, false, () -> rightHeld));
                    return new BranchNodes.Extreme(
                            sides.getFirst().nodes().get(),
                            sides.getLast().nodes().get(),
                            leftHeld,
                            rightHeld,
                            comparison.nodes().get(),
                            shape.representation());
                }),
                stable);
    }

    private static List<Step> inForm(List<Step> steps, Representation representation) {
        return steps.stream()
                .map(step -> ExpressionCompiler.inForm(step, representation))
                .toList();
    }

    /** Returns the shape that holds the results of all steps. */
    private static ColumnShape commonShape(List<Step> steps, SqlType type) {
        boolean nulls = steps.stream().anyMatch(step -> step.shape().mayHaveNulls());
        var known = steps.stream().filter(step -> !step.isNullConstant()).toList();
        if (known.isEmpty()) {
            return steps.getFirst().shape().withNulls(true);
        }
        if (known.stream().allMatch(step -> step.shape().isIntegral())) {
            long min =
                    known.stream().mapToLong(step -> step.shape().min()).min().orElseThrow();
            long max =
                    known.stream().mapToLong(step -> step.shape().max()).max().orElseThrow();
            var form = known.stream()
                    .map(step -> step.shape().representation())
                    .reduce(Representation.INT, ExpressionCompiler::commonForm);
            return new ColumnShape(type, form, min, max, nulls);
        }
        var form = known.stream()
                .map(step -> step.shape().representation())
                .reduce(Representation.INT, ExpressionCompiler::commonForm);
        return ColumnShape.unranged(type, form, nulls);
    }
}
