package dev.slipher.compute.expression.template;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.type.ByteSink;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** A template of TO_CHAR, TO_DATE and TO_TIMESTAMP, with the patterns of {@link DateField} and literal text. */
public final class DateTemplate {
    private final List<DateElement> elements;

    private DateTemplate(List<DateElement> elements) {
        this.elements = elements;
    }

    /** Takes a template apart; what is no pattern in it is literal text. */
    public static DateTemplate compile(String template) {
        var elements = new ArrayList<DateElement>();
        int at = 0;
        while (at < template.length()) {
            boolean fills = template.startsWith("FM", at) || template.startsWith("fm", at);
            boolean translates = template.startsWith("TM", at) || template.startsWith("tm", at);
            // A modifier of literal text is lost.
            at += fills || translates ? 2 : 0;
            var spelling = DateField.spellingAt(template, at);
            if (!spelling.isEmpty()) {
                at += spelling.length();
                var ordinal = ordinalAt(template, at);
                elements.add(new DateElement.Pattern(
                        DateField.of(spelling),
                        spelling,
                        fills,
                        translates,
                        ordinal,
                        fills || ordinal != Ordinal.NONE));
                // SP, for numbers in words, is taken and ignored.
                at += ordinal != Ordinal.NONE || template.startsWith("SP", at) ? 2 : 0;
            } else if (at < template.length()) {
                at = addLiteral(template, at, elements);
            }
        }
        return new DateTemplate(opened(elements));
    }

    private static Ordinal ordinalAt(String template, int at) {
        return template.startsWith("TH", at)
                ? Ordinal.CAPITAL
                : template.startsWith("th", at) ? Ordinal.SMALL : Ordinal.NONE;
    }

    private static int addLiteral(String template, int at, List<DateElement> elements) {
        var literal = TemplateLiteral.at(template, at);
        literal.text().codePoints().forEach(point -> {
            boolean separates = !literal.quoted() && (DateReader.isBlank(point) || DateReader.isSeparator(point));
            elements.add(new DateElement.Literal(
                    Character.toString(point), separates ? DateElement.Role.SEPARATOR : DateElement.Role.TEXT));
        });
        return literal.end();
    }

    /** Numbers that are not followed by another digit may have any length. */
    private static List<DateElement> opened(List<DateElement> elements) {
        var result = new ArrayList<DateElement>();
        for (int i = 0; i < elements.size(); i++) {
            var element = elements.get(i);
            boolean last = i + 1 == elements.size();
            result.add(
                    element instanceof DateElement.Pattern pattern && (last || !beginsWithDigit(elements.get(i + 1)))
                            ? pattern.opened()
                            : element);
        }
        return List.copyOf(result);
    }

    private static boolean beginsWithDigit(DateElement element) {
        return switch (element) {
            case DateElement.Literal(var text, var _) -> text.charAt(0) >= '0' && text.charAt(0) <= '9';
            case DateElement.Pattern pattern -> pattern.field().isNumber();
        };
    }

    /** Appends a time without zone. Redshift documents UTC as the TZ of one, where PostgreSQL writes nothing. */
    public void format(long micros, ByteSink out) {
        format(micros, ZoneOffset.UTC, out);
    }

    /** Appends what clocks in {@code zone} show. */
    public void format(long utcMicros, ZoneId zone, ByteSink out) {
        new DateWriter(utcMicros, zone, out).write(elements);
    }

    /**
     * Returns the time that {@code text} says by this template.
     *
     * @throws SlipherException with 22007 if it does not go by the template, 22008 if there is no such time
     */
    public ReadTime parse(String text) {
        return fieldsOf(text).time();
    }

    /** Likewise, but takes days and times that there are none of, such as June 31, for those that come as much later. */
    public ReadTime parseCarrying(String text) {
        return fieldsOf(text).carriedTime();
    }

    private DateFields fieldsOf(String text) {
        var reader = new DateReader(text);
        reader.read(elements);
        return reader.fields();
    }

    /**
     * Returns the local time that {@code text} says by this template, in µs since 2000-01-01; seconds may have a fraction.
     *
     * @throws SlipherException with 22007 if the text goes on after what the template describes, or ends before
     */
    public long parseWhole(String text) {
        var reader = new DateReader(text);
        reader.readWhole(elements);
        return reader.fields().time().localMicros();
    }
}
