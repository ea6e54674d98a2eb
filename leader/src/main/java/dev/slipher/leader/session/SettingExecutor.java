package dev.slipher.leader.session;

import dev.slipher.leader.setting.SessionSettings;
import dev.slipher.leader.setting.SettingDefinition;
import dev.slipher.leader.setting.SettingDefinitions;
import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.leader.statement.SessionStatement;
import dev.slipher.leader.systemtable.RowCollector;
import dev.slipher.leader.systemtable.SystemColumn;
import dev.slipher.storage.type.SqlType;
import dev.slipher.wire.connection.ResultColumn;
import dev.slipher.wire.connection.ResultFormats;
import dev.slipher.wire.connection.ResultSink;
import java.util.List;
import java.util.Locale;

/** Runs SET, RESET and SHOW. */
final class SettingExecutor {
    private static final SqlType TEXT = new SqlType.Varchar(SqlType.MAX_VARCHAR_LENGTH);
    private static final List<String> ALL_COLUMNS = List.of("name", "setting", "description");

    private final SessionSettings settings;
    private final SessionTransaction transaction;

    SettingExecutor(SessionSettings settings, SessionTransaction transaction) {
        this.settings = settings;
        this.transaction = transaction;
    }

    /** Returns the columns that SHOW gives. */
    static List<ResultColumn> columns(SessionStatement.ShowParameter show) {
        return show.name()
                .map(name -> List.of(ResultColumn.of(displayName(name), TEXT)))
                .orElseGet(() -> ALL_COLUMNS.stream()
                        .map(name -> ResultColumn.of(name, TEXT))
                        .toList());
    }

    String set(SessionStatement.SetParameter set) {
        if (set.values().isEmpty()) {
            settings.reset(set.name());
            return "SET";
        }
        var value = set.name().equals("search_path") ? joinNames(set.values()) : String.join(", ", set.values());
        if (!set.local()) {
            settings.set(set.name(), value);
        } else if (transaction.isInBlock()) {
            settings.setLocal(set.name(), value);
        } else {
            settings.checkValue(set.name(), value);
        }
        return "SET";
    }

    String reset(SessionStatement.ResetParameter reset) {
        reset.name().ifPresentOrElse(settings::reset, settings::resetAll);
        return "RESET";
    }

    String show(SessionStatement.ShowParameter show, ResultFormats formats, ResultSink sink) {
        var columns = columns(show);
        var collector = new RowCollector(
                columns.stream().map(c -> new SystemColumn(c.name(), c.type())).toList());
        if (show.name().isPresent()) {
            collector.add(settings.show(show.name().get()));
        } else {
            settings.all().forEach((name, value) -> collector.add(name, value, description(name)));
        }
        sink.columns(formats.applyTo(columns));
        collector.toBatches().forEach(sink::rows);
        return "SHOW";
    }

    private static String description(String name) {
        return SettingDefinitions.find(name).map(SettingDefinition::description).orElse("");
    }

    private static String displayName(String name) {
        return SettingDefinitions.find(name).map(SettingDefinition::name).orElse(name.toLowerCase(Locale.ROOT));
    }

    private static String joinNames(List<String> names) {
        return String.join(", ", names.stream().map(QualifiedName::quote).toList());
    }
}
