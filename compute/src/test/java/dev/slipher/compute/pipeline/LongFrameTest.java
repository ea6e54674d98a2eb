package dev.slipher.compute.pipeline;

import dev.slipher.compute.fragment.Frame;
import dev.slipher.compute.fragment.PlanNode.Estimate;
import dev.slipher.compute.fragment.PlanNode.SortColumn;
import dev.slipher.compute.fragment.PlanNode.Window;
import dev.slipher.compute.fragment.PlanNode.WindowCall;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.SqlType.Simple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Extremes of frames in which more rows may yet become the extreme than are kept in mind without memory for them. */
class LongFrameTest extends PlanFixture {
    private static final int ROWS = 80_000;
    private static final int FRAME = 40_000;

    @ParameterizedTest
    @ValueSource(longs = {AMPLE, 2 << 20})
    void extremesOfLongFramesAgreeWithASortedMultiset(long grant) {
        var types = List.of(Simple.INTEGER, Simple.INTEGER, new SqlType.Varchar(20));
        var input = new ArrayList<List<Datum>>();
        for (var i = 0; i < ROWS; i++) {
            var number = number(i);
            var text = "%09d".formatted(1_000_000 + number);
            input.add(List.of(
                    new Datum.Integral(i),
                    i % 13 == 5 ? Datum.Null.NULL : new Datum.Integral(number),
                    new Datum.Bytes(text.getBytes(StandardCharsets.UTF_8))));
        }
        var calls = List.of(
                new WindowCall(call("max", List.of(1), false, Simple.INTEGER), preceding(), false),
                new WindowCall(call("min", List.of(1), false, Simple.INTEGER), preceding(), false),
                new WindowCall(call("max", List.of(2), false, types.get(2)), preceding(), false));
        var plan = new Window(
                relation(new TestRows(types, input)),
                List.of(),
                List.of(new SortColumn(0, false, false)),
                calls,
                Estimate.UNKNOWN);
        assertSame(run(plan, grant), expected(input));
    }

    /** Falls, so that a row outlasts all before it, but for few numbers that are greater than all others. */
    private int number(int row) {
        return row % 45_001 == 0 ? 900_000 - row : -row + random.nextInt(3);
    }

    private static Frame preceding() {
        return new Frame(
                Frame.Unit.ROWS,
                new Frame.Bound.Offset(new Datum.Integral(FRAME), false),
                Frame.Bound.Fixed.CURRENT_ROW);
    }

    private static List<List<Datum>> expected(List<List<Datum>> input) {
        var numbers = new TreeMap<Long, Integer>();
        var texts = new TreeMap<String, Integer>();
        var rows = new ArrayList<List<Datum>>();
        for (var i = 0; i < input.size(); i++) {
            count(input.get(i), 1, numbers, texts);
            if (i > FRAME) {
                count(input.get(i - FRAME - 1), -1, numbers, texts);
            }
            var row = new ArrayList<>(input.get(i));
            row.add(numbers.isEmpty() ? Datum.Null.NULL : new Datum.Integral(numbers.lastKey()));
            row.add(numbers.isEmpty() ? Datum.Null.NULL : new Datum.Integral(numbers.firstKey()));
            row.add(new Datum.Bytes(texts.lastKey().getBytes(StandardCharsets.UTF_8)));
            rows.add(row);
        }
        return rows;
    }

    private static void count(List<Datum> row, int change, Map<Long, Integer> numbers, Map<String, Integer> texts) {
        if (row.get(1) instanceof Datum.Integral(var number)) {
            numbers.merge(number, change, LongFrameTest::sumOrNothing);
        }
        var text = new String(((Datum.Bytes) row.get(2)).value(), StandardCharsets.UTF_8);
        texts.merge(text, change, LongFrameTest::sumOrNothing);
    }

    private static @Nullable Integer sumOrNothing(Integer left, Integer right) {
        return left + right == 0 ? null : Integer.valueOf(left + right);
    }
}
