package dev.slipher.leader.session;

import dev.slipher.leader.plan.PlannedQuery;
import dev.slipher.leader.statement.DataStatement;
import dev.slipher.leader.statement.MaintenanceStatement;
import dev.slipher.leader.statement.ObjectStatement;
import dev.slipher.leader.statement.SessionStatement;
import dev.slipher.leader.statement.Statement;
import dev.slipher.leader.statement.TableStatement;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SqlType;
import dev.slipher.wire.connection.ParameterType;
import dev.slipher.wire.connection.ResultColumn;
import dev.slipher.wire.connection.StatementDescription;
import dev.slipher.wire.format.ParameterValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says which parameters a statement takes and which columns it gives, by planning it where that is needed. */
final class StatementDescriber {
    private final SessionContext context;

    StatementDescriber(SessionContext context) {
        this.context = context;
    }

    /** Makes a prepared statement under {@code name}. */
    PreparedStatement prepare(String name, String text, Optional<Statement> statement, List<ParameterType> declared) {
        var types = declared.stream().map(ParameterType::type).toList();
        var description =
                statement.map(s -> describe(s, text, declared)).orElse(new StatementDescription(List.of(), List.of()));
        return new PreparedStatement(name, text, statement, types, description);
    }

    /**
     * Returns the columns that a statement gives with these values: numbers may need more digits than it was described with.
     *
     * @throws SlipherException 0A000 if it would give other columns than it was described with, as after ALTER TABLE
     */
    List<ResultColumn> columns(PreparedStatement prepared, List<ParameterValue> values) {
        var described = prepared.description().columns();
        if (!(prepared.statement().orElse(null) instanceof Statement.Query query)) {
            return described;
        }
        var types = prepared.parameterTypes();
        if (!columns(query, prepared, types).equals(described)) {
            throw new SlipherException(SqlState.CACHED_PLAN_CHANGED, "cached plan must not change result type");
        }
        var valueTypes = StatementRun.types(values);
        return valueTypes.equals(types) ? described : columns(query, prepared, valueTypes);
    }

    private List<ResultColumn> columns(
            Statement.Query query, PreparedStatement prepared, List<Optional<SqlType>> types) {
        return ResultColumns.of(
                context.plans().query(query.tree(), prepared.text(), types).shown());
    }

    private StatementDescription describe(Statement statement, String text, List<ParameterType> declared) {
        var types = declared.stream().map(ParameterType::type).toList();
        return switch (statement) {
            case Statement.Query query -> {
                var plan = context.plans().query(query.tree(), text, types).shown();
                yield new StatementDescription(parameters(plan, declared), ResultColumns.of(plan));
            }
            case DataStatement.Insert insert ->
                change(context.plans().insert(insert, text, types).source(), declared);
            case DataStatement.Update update ->
                change(context.plans().update(update, text, types).source(), declared);
            case DataStatement.Delete delete ->
                change(context.plans().delete(delete, text, types).source(), declared);
            case DataStatement.Merge merge ->
                change(context.plans().merge(merge, text, types).source(), declared);
            case Statement.Explain _ -> new StatementDescription(List.of(), ExplainExecutor.COLUMNS);
            case SessionStatement.ShowParameter show ->
                new StatementDescription(List.of(), SettingExecutor.columns(show));
            case SessionStatement.ShowRelation show -> new StatementDescription(List.of(), ShowExecutor.columns(show));
            case SessionStatement.Fetch fetch
            when !fetch.move() ->
                new StatementDescription(
                        List.of(), context.portals().cursor(fetch.cursor()).columns());
            case SessionStatement.Execute execute ->
                new StatementDescription(
                        List.of(),
                        context.prepared().get(execute.name()).description().columns());
            case DataStatement _, TableStatement _, ObjectStatement _, SessionStatement _, MaintenanceStatement _ ->
                new StatementDescription(List.of(), List.of());
        };
    }

    private static StatementDescription change(PlannedQuery source, List<ParameterType> declared) {
        return new StatementDescription(parameters(source, declared), List.of());
    }

    private static List<ParameterType> parameters(PlannedQuery plan, List<ParameterType> declared) {
        var parameters = new ArrayList<ParameterType>();
        List<SqlType> types = plan.parameterTypes();
        for (int i = 0; i < types.size(); i++) {
            var said = i < declared.size() ? declared.get(i) : ParameterType.UNSPECIFIED;
            parameters.add(said.resolve(types.get(i)));
        }
        return parameters;
    }
}
