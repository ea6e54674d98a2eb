package dev.slipher.compute.source;

import dev.slipher.compute.expression.ColumnShape;
import dev.slipher.compute.expression.ExpressionCompiler;
import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.PlanNode.GenerateSeries;
import dev.slipher.compute.operator.Shapes;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.CivilDate;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.Interval;
import dev.slipher.storage.type.PhysicalKind;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.ZoneTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** The batches of {@code generate_series}: integers by an integer, timestamps by an interval. */
public final class SeriesSource {
    private SeriesSource() {}

    /** Returns the series; none at all if a bound or the step is null. */
    public static Iterator<Batch> open(GenerateSeries node, Shapes shapes) {
        var start = evaluate(node.start(), shapes);
        var stop = evaluate(node.stop(), shapes);
        var step = evaluate(node.step(), shapes);
        if (start.isNull() || stop.isNull() || step.isNull()) {
            return Collections.emptyIterator();
        }
        if (!(start instanceof Datum.Integral(var first)) || !(stop instanceof Datum.Integral(var last))) {
            throw new SlipherException(
                    SqlState.FEATURE_NOT_SUPPORTED, "generate_series of %s is not supported".formatted(node.type()));
        }
        var series = switch (step) {
            case Datum.Integral(var distance) -> new Series(first, last, 0, 0, distance, ZoneOffset.UTC);
            case Datum.Wide(var high, var low) ->
                new Series(first, last, Interval.months(high), Interval.days(high), low, zone(node, shapes));
            default -> throw new IllegalStateException("step " + step);
        };
        return batches(series, node.type().physicalKind() == PhysicalKind.INT32);
    }

    /** Returns the zone whose calendar the months and days of the step are those of. */
    private static ZoneId zone(GenerateSeries node, Shapes shapes) {
        return node.type() == SqlType.Simple.TIMESTAMPTZ
                ? shapes.context().time().zone()
                : ZoneOffset.UTC;
    }

    private static Iterator<Batch> batches(Series series, boolean narrow) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return series.hasNext();
            }

            @Override
            public Batch next() {
                var values = LongVector.allocate(Batch.CAPACITY);
                var count = series.fill(values.values());
                if (!narrow) {
                    return new Batch(new Vector[] {values}, count);
                }
                var ints = IntVector.allocate(Batch.CAPACITY);
                for (var i = 0; i < count; i++) {
                    ints.values()[i] = (int) values.values()[i];
                }
                return new Batch(new Vector[] {ints}, count);
            }
        };
    }

    /** The numbers of a series: the first, then always so many months, days and units more, as far as {@code last}. */
    private static final class Series {
        private static final long DAY_MICROS = 86_400_000_000L;

        private final long last;
        private final long months;
        private final long days;
        private final long units;
        private final ZoneId zone;
        private final boolean forward;
        private long value;
        private boolean ended;

        private Series(long first, long last, long months, long days, long units, ZoneId zone) {
            this.last = last;
            this.months = months;
            this.days = days;
            this.units = units;
            this.zone = zone;
            if (months == 0 && days == 0 && units == 0) {
                throw new SlipherException(SqlState.INVALID_PARAMETER_VALUE, "step size cannot equal zero");
            }
            forward = (months * 30 + days) * (double) DAY_MICROS + units > 0;
            value = first;
        }

        private boolean hasNext() {
            return !ended && (forward ? value <= last : value >= last);
        }

        private int fill(long[] target) {
            var count = 0;
            while (count < Batch.CAPACITY && hasNext()) {
                target[count++] = value;
                advance();
            }
            return count;
        }

        private void advance() {
            try {
                if (months != 0 || days != 0) {
                    var local = ZoneTime.toLocal(value, zone);
                    var day = Math.floorDiv(local, DAY_MICROS);
                    var moved = Math.addExact(months == 0 ? day : CivilDate.addMonths(day, months), days);
                    var midnight = Math.multiplyExact(moved, DAY_MICROS);
                    value = ZoneTime.toUtc(Math.addExact(midnight, Math.floorMod(local, DAY_MICROS)), zone);
                }
                value = Math.addExact(value, units);
            } catch (ArithmeticException outOfRange) {
                ended = true;
            }
        }
    }

    private static Datum evaluate(Expression expression, Shapes shapes) {
        if (expression instanceof Expression.Literal(var value, var _)) {
            return value;
        }
        var compiled = ExpressionCompiler.compile(expression, List.<ColumnShape>of(), shapes.context());
        return compiled.newEvaluator().evaluate(new Batch(new Vector[0], 1)).datum(0);
    }
}
