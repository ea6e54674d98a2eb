package dev.slipher.compute.pipeline;

import dev.slipher.compute.fragment.Frame;
import dev.slipher.compute.fragment.PlanNode.Estimate;
import dev.slipher.compute.fragment.PlanNode.SortColumn;
import dev.slipher.compute.fragment.PlanNode.Window;
import dev.slipher.compute.fragment.PlanNode.WindowCall;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.SqlType.Simple;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomWindowTest extends PlanFixture {
    @ParameterizedTest
    @ValueSource(longs = {AMPLE, 1 << 20})
    void windowsAgreeWithTheReference(long grant) {
        var types = TYPES.subList(0, 3);
        var input = TestRows.random(random, types, 6_000, 60);
        var order = List.of(new SortColumn(1, false, false));
        var running = new Frame(Frame.Unit.RANGE, Frame.Bound.Fixed.UNBOUNDED_PRECEDING, Frame.Bound.Fixed.CURRENT_ROW);
        var calls = List.of(
                new WindowCall(call("rank", List.of(), false, Simple.BIGINT), running, false),
                new WindowCall(call("count", List.of(2), false, Simple.BIGINT), running, false),
                new WindowCall(call("sum", List.of(0), false, new SqlType.Decimal(38, 0)), running, false),
                new WindowCall(call("max", List.of(2), false, types.get(2)), running, false));
        var plan = new Window(relation(input), List.of(0), order, calls, Estimate.UNKNOWN);
        var expected = new ArrayList<List<Datum>>();
        for (var row : input.rows()) {
            var partition = input.rows().stream()
                    .filter(other -> other.get(0).equals(row.get(0)))
                    .toList();
            var frame = partition.stream()
                    .filter(other -> Reference.order(order).compare(other, row) <= 0)
                    .toList();
            var before = partition.stream()
                    .filter(other -> Reference.order(order).compare(other, row) < 0)
                    .count();
            var full = new ArrayList<>(row);
            full.add(new Datum.Integral(before + 1));
            calls.subList(1, 4).forEach(c -> full.add(Reference.compute(c.call(), frame)));
            expected.add(full);
        }
        assertSame(run(plan, grant), expected);
    }

    @ParameterizedTest
    @ValueSource(longs = {AMPLE, 1 << 20})
    void framesByDistanceAgreeWithTheReference(long grant) {
        var input = TestRows.random(random, TYPES.subList(0, 5), 3_000, 60);
        var steps = new Datum.Integral(0x1234_5678L * 5);
        var distances = List.<Map.Entry<SortColumn, Datum>>of(
                Map.entry(new SortColumn(1, false, false), steps),
                Map.entry(new SortColumn(1, true, true), steps),
                Map.entry(new SortColumn(3, false, true), new Datum.Floating(1.5)),
                Map.entry(new SortColumn(4, true, false), new Datum.Integral(3)));
        for (var entry : distances) {
            var key = entry.getKey();
            var distance = entry.getValue();
            var frame = new Frame(
                    Frame.Unit.RANGE, new Frame.Bound.Offset(distance, false), new Frame.Bound.Offset(distance, true));
            var calls = List.of(
                    new WindowCall(call("count", List.of(), false, Simple.BIGINT), frame, false),
                    new WindowCall(call("sum", List.of(0), false, new SqlType.Decimal(38, 0)), frame, false),
                    new WindowCall(call("max", List.of(2), false, TYPES.get(2)), frame, false));
            var plan = new Window(relation(input), List.of(0), List.of(key), calls, Estimate.UNKNOWN);
            var expected = new ArrayList<List<Datum>>();
            for (var row : input.rows()) {
                var reached = input.rows().stream()
                        .filter(other -> other.get(0).equals(row.get(0)))
                        .filter(other -> isNear(other.get(key.columnIndex()), row.get(key.columnIndex()), distance))
                        .toList();
                var full = new ArrayList<>(row);
                calls.forEach(c -> full.add(Reference.compute(c.call(), reached)));
                expected.add(full);
            }
            assertSame(run(plan, grant), expected);
        }
    }

    private static boolean isNear(Datum left, Datum right, Datum distance) {
        if (left.isNull() || right.isNull()) {
            return left.isNull() && right.isNull();
        }
        if (left instanceof Datum.Floating(var a) && right instanceof Datum.Floating(var b)) {
            return Double.isNaN(a) && Double.isNaN(b) || Math.abs(a - b) <= ((Datum.Floating) distance).value();
        }
        return whole(left).subtract(whole(right)).abs().compareTo(whole(distance)) <= 0;
    }

    private static BigInteger whole(Datum value) {
        return value instanceof Datum.Wide(var high, var low)
                ? BigInteger.valueOf(high).shiftLeft(64).add(new BigInteger(Long.toUnsignedString(low)))
                : BigInteger.valueOf(((Datum.Integral) value).value());
    }
}
