package dev.slipher.compute.expression;

import static dev.slipher.compute.expression.Expressions.TEXT;
import static dev.slipher.compute.expression.Expressions.batch;
import static dev.slipher.compute.expression.Expressions.call;
import static dev.slipher.compute.expression.Expressions.column;
import static dev.slipher.compute.expression.Expressions.literal;
import static dev.slipher.compute.expression.Expressions.strings;
import static dev.slipher.compute.expression.Expressions.vector;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ArithmeticOperator;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AllocationTest {
    private static final int BATCHES = 500;
    private static final SqlType MONEY = new SqlType.Decimal(15, 2);

    @Test
    void aRunningPipelineAllocatesNothingPerBatch() {
        int rows = Batch.CAPACITY;
        var numbers = IntStream.range(0, rows)
                .mapToObj(i -> (Datum) new Datum.Integral(i % 100))
                .toArray(Datum[]::new);
        var words = IntStream.range(0, rows).mapToObj(i -> "word " + i % 77).toArray(String[]::new);
        var shape = ColumnShape.integral(MONEY, 0, 100, false);
        var shapes = List.of(shape, ColumnShape.of(TEXT));
        var batch = batch(rows, vector(MONEY, ColumnShape.Representation.INT, numbers), strings(words));
        var price = column(0, MONEY);
        var product = ExpressionCompiler.compile(
                        new Expression.Arithmetic(
                                ArithmeticOperator.MULTIPLY,
                                price,
                                new Expression.Arithmetic(
                                        ArithmeticOperator.SUBTRACT, literal(MONEY, "1"), price, MONEY),
                                new SqlType.Decimal(31, 4)),
                        shapes,
                        Expressions.CONTEXT)
                .newEvaluator();
        var upper = ExpressionCompiler.compile(call("upper", column(1, TEXT)), shapes, Expressions.CONTEXT)
                .newEvaluator();
        var filter = ExpressionCompiler.compileCondition(
                        new Expression.And(List.of(
                                new Expression.Comparison(ComparisonOperator.GREATER, price, literal(MONEY, "0.20")),
                                new Expression.Like(column(1, TEXT), literal(TEXT, "%d 7%"), Optional.empty(), false))),
                        shapes,
                        Expressions.CONTEXT)
                .newPredicate();
        Runnable run = () -> {
            batch.setRows(rows);
            product.evaluate(batch);
            upper.evaluate(batch);
            filter.filter(batch);
        };
        for (int i = 0; i < 200; i++) {
            run.run();
        }
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < BATCHES; i++) {
            run.run();
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        // Far less than an object a row; what is left is the reordering of conditions.
        assertThat(allocated / BATCHES).isLessThan(64);
    }
}
