package dev.slipher.leader.setting;

import java.util.List;

/**
 * One configuration parameter that a session knows.
 *
 * @param name as shown; looked up without regard to case
 * @param defaultValue already in canonical form
 * @param reported whether clients are told of each change
 */
public record SettingDefinition(
        String name, String defaultValue, Kind kind, boolean reported, String category, String description) {
    /** What values a parameter takes. */
    public sealed interface Kind {
        /** {@code on} and {@code off}. */
        record Flag() implements Kind {}

        /** Whole numbers within bounds; {@code unit} is empty, {@code ms} or {@code kB}. */
        record Whole(long min, long max, String unit) implements Kind {}

        /** One of some words. */
        record Choice(List<String> words) implements Kind {
            public Choice {
                words = List.copyOf(words);
            }
        }

        /** Any text. */
        record Text() implements Kind {}

        /** Names of schemas, separated by commas. */
        record Names() implements Kind {}

        /** {@code ISO} and the order of day and month. */
        record DateOrder() implements Kind {}

        /** A time zone. */
        record Zone() implements Kind {}

        /** UTF8 under any of its names. */
        record Encoding() implements Kind {}

        /** Shown, never set. */
        record Fixed() implements Kind {}
    }
}
