package dev.slipher.leader.systemtable;

import dev.slipher.leader.setting.SettingDefinition.Kind;
import dev.slipher.leader.setting.SettingDefinitions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of {@code pg_settings}. */
final class SettingRows {
    private SettingRows() {}

    static void produce(SystemContext context, RowCollector rows) {
        for (var definition : SettingDefinitions.all()) {
            var value = context.settings().show(definition.name());
            boolean changed = !value.equals(definition.defaultValue());
            rows.add(
                    definition.name(),
                    value,
                    unit(definition.kind()),
                    definition.category(),
                    definition.description(),
                    null,
                    definition.kind() instanceof Kind.Fixed ? "internal" : "user",
                    type(definition.kind()),
                    changed ? "session" : "default",
                    min(definition.kind()),
                    max(definition.kind()),
                    words(definition.kind()),
                    definition.defaultValue(),
                    definition.defaultValue(),
                    null,
                    null,
                    false);
        }
    }

    private static @Nullable String unit(Kind kind) {
        return kind instanceof Kind.Whole(long _, long _, String unit) && !unit.isEmpty() ? unit : null;
    }

    private static @Nullable String min(Kind kind) {
        return kind instanceof Kind.Whole(long min, long _, String _) ? Long.toString(min) : null;
    }

    private static @Nullable String max(Kind kind) {
        return kind instanceof Kind.Whole(long _, long max, String _) ? Long.toString(max) : null;
    }

    private static @Nullable List<String> words(Kind kind) {
        return kind instanceof Kind.Choice(List<String> words) ? words : null;
    }

    private static String type(Kind kind) {
        return switch (kind) {
            case Kind.Flag _ -> "bool";
            case Kind.Whole _ -> "integer";
            case Kind.Choice _ -> "enum";
            case Kind.Text _, Kind.Names _, Kind.DateOrder _, Kind.Zone _, Kind.Encoding _, Kind.Fixed _ -> "string";
        };
    }
}
