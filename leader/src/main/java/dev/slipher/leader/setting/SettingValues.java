package dev.slipher.leader.setting;

import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.format.ClientEncoding;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Brings the text after SET into the one form in which a parameter's value is kept and shown. */
final class SettingValues {
    private static final Pattern OFFSET = Pattern.compile("([+-]?)(\\d{1,2})(?::?(\\d{2}))?");
    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "min", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
    private static final Map<String, Long> KILOBYTES =
            Map.of("kb", 1L, "mb", 1_024L, "gb", 1_048_576L, "tb", 1_073_741_824L);

    private SettingValues() {}

    static String canonical(SettingDefinition setting, String value) {
        return switch (setting.kind()) {
            case SettingDefinition.Kind.Flag() -> flag(setting, value);
            case SettingDefinition.Kind.Whole(long min, long max, String unit) -> whole(setting, value, min, max, unit);
            case SettingDefinition.Kind.Choice(List<String> words) -> choice(setting, value, words);
            case SettingDefinition.Kind.Text() -> value;
            case SettingDefinition.Kind.Names() ->
                String.join(
                        ", ",
                        splitNames(value).stream().map(SettingValues::quoteName).toList());
            case SettingDefinition.Kind.DateOrder() -> dateOrder(setting, value);
            case SettingDefinition.Kind.Zone() -> zone(setting, value);
            case SettingDefinition.Kind.Encoding() -> encoding(setting, value);
            case SettingDefinition.Kind.Fixed() ->
                throw new SlipherException(
                        SqlState.CANT_CHANGE_RUNTIME_PARAM,
                        "parameter \"%s\" cannot be changed".formatted(setting.name()));
        };
    }

    /** Splits names at commas; those in double quotes keep their case, commas and blanks. */
    static List<String> splitNames(String value) {
        var names = new ArrayList<String>();
        int i = 0;
        while (i < value.length()) {
            char c = value.charAt(i);
            if (c == ',' || Character.isWhitespace(c)) {
                i++;
            } else if (c == '"') {
                var name = new StringBuilder();
                for (i++; i < value.length(); i++) {
                    if (value.charAt(i) != '"') {
                        name.append(value.charAt(i));
                    } else if (i + 1 < value.length() && value.charAt(i + 1) == '"') {
                        name.append('"');
                        i++;
                    } else {
                        break;
                    }
                }
                i++;
                names.add(name.toString());
            } else {
                int end = value.indexOf(',', i);
                end = end < 0 ? value.length() : end;
                names.add(value.substring(i, end).strip().toLowerCase(Locale.ROOT));
                i = end;
            }
        }
        return names;
    }

    static String quoteName(String name) {
        boolean plain = name.matches("[a-z_][a-z0-9_$]*");
        return plain ? name : QualifiedName.quote(name);
    }

    private static String flag(SettingDefinition setting, String value) {
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "on", "true", "t", "tr", "tru", "yes", "y", "ye", "1" -> "on";
            case "off", "of", "false", "f", "fa", "fal", "fals", "no", "n", "0" -> "off";
            default ->
                throw new SlipherException(
                        SqlState.INVALID_PARAMETER_VALUE,
                        "parameter \"%s\" requires a Boolean value".formatted(setting.name()));
        };
    }

    private static String whole(SettingDefinition setting, String value, long min, long max, String unit) {
        var text = value.strip().toLowerCase(Locale.ROOT);
        int digits = 0;
        while (digits < text.length()
                && (Character.isDigit(text.charAt(digits)) || "+-".indexOf(text.charAt(digits)) >= 0)) {
            digits++;
        }
        var suffix = text.substring(digits).strip();
        var factors = unit.equals("ms") ? MILLIS : unit.equals("kB") ? KILOBYTES : Map.<String, Long>of();
        var factor = suffix.isEmpty() ? Long.valueOf(1) : factors.get(suffix);
        long number;
        try {
            if (factor == null) {
                throw invalid(setting, value);
            }
            number = Math.multiplyExact(Long.parseLong(text.substring(0, digits)), factor);
        } catch (NumberFormatException | ArithmeticException _) {
            throw invalid(setting, value);
        }
        if (number < min || number > max) {
            var space = unit.isEmpty() ? "" : " " + unit;
            throw new SlipherException(
                    SqlState.INVALID_PARAMETER_VALUE,
                    "%d%s is outside the valid range for parameter \"%s\" (%d%s .. %d%s)"
                            .formatted(number, space, setting.name(), min, space, max, space));
        }
        return Long.toString(number);
    }

    private static String choice(SettingDefinition setting, String value, List<String> words) {
        var wanted = value.strip().toLowerCase(Locale.ROOT);
        if (words.contains("on")) {
            wanted = wanted.equals("true") || wanted.equals("1") ? "on" : wanted;
        }
        if (!words.contains(wanted)) {
            throw invalid(setting, value).withHint("Available values: " + String.join(", ", words) + ".");
        }
        return wanted;
    }

    private static String dateOrder(SettingDefinition setting, String value) {
        var order = "MDY";
        for (var word : value.split(",")) {
            switch (word.strip().toUpperCase(Locale.ROOT)) {
                case "ISO", "DEFAULT" -> {}
                case "MDY", "US", "NONEURO", "NONEUROPEAN" -> order = "MDY";
                case "DMY", "EURO", "EUROPEAN" -> order = "DMY";
                case "YMD" -> order = "YMD";
                case "POSTGRES", "SQL", "GERMAN" ->
                    throw new SlipherException(
                                    SqlState.FEATURE_NOT_SUPPORTED,
                                    "DateStyle \"%s\" is not supported".formatted(value.strip()))
                            .withHint("Use ISO.");
                default -> throw invalid(setting, value);
            }
        }
        return "ISO, " + order;
    }

    private static String zone(SettingDefinition setting, String value) {
        var name = value.strip();
        if (name.equalsIgnoreCase("default") || name.equalsIgnoreCase("local")) {
            return "UTC";
        }
        for (var known : ZoneIds.ALL) {
            if (known.equalsIgnoreCase(name)) {
                return known;
            }
        }
        var matcher = OFFSET.matcher(name);
        if (matcher.matches()) {
            int minutes = Integer.parseInt(matcher.group(2)) * 60
                    + (matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3)));
            int sign = matcher.group(1).equals("-") ? -1 : 1;
            if (minutes <= 15 * 60) {
                return ZoneOffset.ofTotalSeconds(sign * minutes * 60).getId();
            }
        }
        try {
            return ZoneId.of(name, ZoneId.SHORT_IDS).getId();
        } catch (DateTimeException _) {
            throw invalid(setting, value);
        }
    }

    private static String encoding(SettingDefinition setting, String value) {
        var word = value.strip().toUpperCase(Locale.ROOT);
        return word.equals("AUTO") || word.equals("DEFAULT")
                ? ClientEncoding.UTF8
                : ClientEncoding.find(value).map(ClientEncoding::name).orElseThrow(() -> invalid(setting, value));
    }

    private static SlipherException invalid(SettingDefinition setting, String value) {
        return new SlipherException(
                SqlState.INVALID_PARAMETER_VALUE,
                "invalid value for parameter \"%s\": \"%s\"".formatted(setting.name(), value));
    }

    /** The zones of the JDK, loaded when the first one is looked up. */
    private static final class ZoneIds {
        private static final TreeSet<String> ALL = new TreeSet<>(ZoneId.getAvailableZoneIds());
    }
}
