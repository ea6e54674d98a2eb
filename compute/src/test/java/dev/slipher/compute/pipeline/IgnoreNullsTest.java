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
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions that take values of rows, with nulls and without them. */
class IgnoreNullsTest extends PlanFixture {
    private static final int PARTITION = 0;
    private static final int ORDER = 1;
    private static final int VALUE = 2;
    private static final int DISTANCE = 3;
    private static final int NUMBER = 4;
    private static final int DEFAULT = 5;
    private static final SqlType TEXT = new SqlType.Varchar(20);
    private static final List<SqlType> COLUMNS =
            List.of(Simple.INTEGER, Simple.INTEGER, TEXT, Simple.INTEGER, Simple.INTEGER, TEXT);
    private static final List<String> SHIFTS = List.of("lag", "lead");
    private static final Frame ALL = rows(-Integer.MAX_VALUE, Integer.MAX_VALUE);

    @ParameterizedTest
    @ValueSource(longs = {AMPLE, 1 << 20})
    void valuesOfRowsAgreeWithTheReference(long grant) {
        var input = new ArrayList<List<Datum>>();
        for (var i = 0; i < 4_000; i++) {
            var partition = i < 2_000 ? 0 : random.nextInt(40);
            // Long stretches of nulls, others with few, and partitions of which each is the whole.
            var isNull = partition % 4 == 3 || random.nextInt(100) < (i / 500 % 2 == 0 ? 98 : 30);
            input.add(List.of(
                    number(partition),
                    number(i),
                    isNull ? Datum.Null.NULL : text(i),
                    random.nextInt(20) == 0 ? Datum.Null.NULL : number(random.nextInt(41) - 20),
                    random.nextInt(20) == 0 ? Datum.Null.NULL : number(1 + random.nextInt(9)),
                    random.nextInt(4) == 0 ? Datum.Null.NULL : text(-i)));
        }
        var calls = Stream.of(true, false)
                .flatMap(ignoreNulls -> Stream.of(
                                shifts(ignoreNulls),
                                ofFrame(ALL, ignoreNulls),
                                ofFrame(rows(-Integer.MAX_VALUE, 0), ignoreNulls),
                                ofFrame(rows(-70, 3), ignoreNulls),
                                ofFrame(rows(2, 90), ignoreNulls),
                                ofFrame(rows(-9, -2), ignoreNulls),
                                ofFrame(rows(0, Integer.MAX_VALUE), ignoreNulls))
                        .flatMap(List::stream))
                .toList();
        assertSame(run(plan(input, calls), grant), expected(input, calls));
    }

    /** Were nulls walked over for each row anew, this would take an hour. */
    @ParameterizedTest
    @ValueSource(longs = {AMPLE, 4 << 20})
    void aLongPartitionOfNullsIsWalkedOnce(long grant) {
        var size = 300_000;
        var every = 20_011;
        var input = new ArrayList<List<Datum>>();
        for (var i = 0; i < size; i++) {
            input.add(List.of(
                    number(0),
                    number(i),
                    i % every == 7 ? text(i) : Datum.Null.NULL,
                    number(i / 100_000 - 1),
                    number(2),
                    text(-1)));
        }
        var calls = List.of(
                call("lag", List.of(VALUE), ALL, true),
                call("lead", List.of(VALUE), ALL, true),
                call("lead", List.of(VALUE, DISTANCE, DEFAULT), ALL, true),
                call("first_value", List.of(VALUE), rows(-50_000, 50_000), true),
                call("last_value", List.of(VALUE), ALL, true),
                call("nth_value", List.of(VALUE, NUMBER), ALL, true),
                call("nth_value", List.of(VALUE, NUMBER), rows(-50_000, 50_000), true));
        assertSame(run(plan(input, calls), grant), expected(input, calls));
    }

    private Window plan(List<List<Datum>> input, List<WindowCall> calls) {
        return new Window(
                relation(new TestRows(COLUMNS, input)),
                List.of(PARTITION),
                List.of(new SortColumn(ORDER, false, false)),
                calls,
                Estimate.UNKNOWN);
    }

    private static List<WindowCall> shifts(boolean ignoreNulls) {
        return SHIFTS.stream()
                .flatMap(function -> Stream.of(
                        call(function, List.of(VALUE), ALL, ignoreNulls),
                        call(function, List.of(VALUE, DISTANCE), ALL, ignoreNulls),
                        call(function, List.of(VALUE, DISTANCE, DEFAULT), ALL, ignoreNulls),
                        call(function, List.of(VALUE, NUMBER, DEFAULT), ALL, ignoreNulls)))
                .toList();
    }

    private static List<WindowCall> ofFrame(Frame frame, boolean ignoreNulls) {
        return List.of(
                call("first_value", List.of(VALUE), frame, ignoreNulls),
                call("last_value", List.of(VALUE), frame, ignoreNulls),
                call("nth_value", List.of(VALUE, NUMBER), frame, ignoreNulls));
    }

    private static WindowCall call(String function, List<Integer> arguments, Frame frame, boolean ignoreNulls) {
        return new WindowCall(call(function, arguments, false, TEXT), frame, ignoreNulls);
    }

    /** Returns a frame between two distances, whose extremes mean that it is not bounded. */
    private static Frame rows(int from, int to) {
        return new Frame(
                Frame.Unit.ROWS,
                from == -Integer.MAX_VALUE ? Frame.Bound.Fixed.UNBOUNDED_PRECEDING : distance(from),
                to == Integer.MAX_VALUE ? Frame.Bound.Fixed.UNBOUNDED_FOLLOWING : distance(to));
    }

    private static Frame.Bound distance(int rows) {
        return new Frame.Bound.Offset(new Datum.Integral(Math.abs(rows)), rows > 0);
    }

    private static List<List<Datum>> expected(List<List<Datum>> input, List<WindowCall> calls) {
        var result = new ArrayList<List<Datum>>();
        var partitions =
                input.stream().map(row -> row.get(PARTITION)).distinct().toList();
        for (var key : partitions) {
            var partition =
                    input.stream().filter(row -> row.get(PARTITION).equals(key)).toList();
            var values = IntStream.range(0, partition.size())
                    .filter(i -> !partition.get(i).get(VALUE).isNull())
                    .toArray();
            var all = IntStream.range(0, partition.size()).toArray();
            for (var i = 0; i < partition.size(); i++) {
                var row = new ArrayList<>(partition.get(i));
                for (var call : calls) {
                    row.add(compute(call, partition, i, call.ignoreNulls() ? values : all));
                }
                result.add(row);
            }
        }
        return result;
    }

    /**
     * Computes a call for one row of a partition.
     *
     * @param counted the rows that count, in order
     */
    private static Datum compute(WindowCall window, List<List<Datum>> partition, int row, int[] counted) {
        if (SHIFTS.contains(window.call().function())) {
            return shift(window, partition, row, counted);
        }
        var from = bound(window.frame().start(), row);
        var to = bound(window.frame().end(), row);
        var number = partition.get(row).get(NUMBER);
        var found = switch (window.call().function()) {
            case "first_value" -> before(counted, from);
            case "last_value" -> before(counted, to + 1) - 1;
            case "nth_value" ->
                number instanceof Datum.Integral(var n) ? before(counted, from) + (int) n - 1 : counted.length;
            default -> throw new IllegalArgumentException(window.call().function());
        };
        return found >= 0 && found < counted.length && counted[found] >= from && counted[found] <= to
                ? partition.get(counted[found]).get(VALUE)
                : Datum.Null.NULL;
    }

    private static Datum shift(WindowCall window, List<List<Datum>> partition, int row, int[] counted) {
        var arguments = window.call().arguments();
        var given = arguments.size() > 1 ? partition.get(row).get(arguments.get(1)) : number(1);
        if (!(given instanceof Datum.Integral(var n))) {
            return Datum.Null.NULL;
        }
        var distance = (int) n * (window.call().function().equals("lag") ? -1 : 1);
        if (distance == 0) {
            return partition.get(row).get(VALUE);
        }
        var found = distance < 0 ? before(counted, row) + distance : before(counted, row + 1) + distance - 1;
        if (found >= 0 && found < counted.length) {
            return partition.get(counted[found]).get(VALUE);
        }
        return arguments.size() > 2 ? partition.get(row).get(arguments.get(2)) : Datum.Null.NULL;
    }

    private static int bound(Frame.Bound bound, int row) {
        return switch (bound) {
            case Frame.Bound.Fixed.UNBOUNDED_PRECEDING -> 0;
            case Frame.Bound.Fixed.CURRENT_ROW -> row;
            case Frame.Bound.Fixed.UNBOUNDED_FOLLOWING -> Integer.MAX_VALUE - 1;
            case Frame.Bound.Offset(var distance, var following) ->
                row + (int) ((Datum.Integral) distance).value() * (following ? 1 : -1);
        };
    }

    /** Returns how many of the rows that count are before one. */
    private static int before(int[] counted, int row) {
        var index = Arrays.binarySearch(counted, row);
        return index < 0 ? -index - 1 : index;
    }

    private static Datum number(int value) {
        return new Datum.Integral(value);
    }

    private static Datum text(int value) {
        return new Datum.Bytes(Integer.toString(value).getBytes(StandardCharsets.UTF_8));
    }
}
