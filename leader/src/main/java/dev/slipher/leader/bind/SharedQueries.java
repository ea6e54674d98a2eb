package dev.slipher.leader.bind;

import static java.util.Objects.requireNonNull;

import dev.slipher.leader.bind.BoundQuery.Output;
import dev.slipher.leader.optimize.ChangingRows;
import dev.slipher.leader.optimize.Columns;
import dev.slipher.leader.optimize.Correlations;
import dev.slipher.leader.optimize.LogicalNode;
import dev.slipher.leader.optimize.SharedSubplan;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.calcite.sql.SqlNode;

/**
 * The WITH queries and views of one statement.
 *
 * <p>Each is bound anew for each of its uses, so that a use costs no more than what is read of it, but for two cases in which
 * it is bound once and its rows are kept: a WITH query whose rows may change from run to run is one thing to the user; and
 * queries that use one another several times would multiply, which ends when there are many.
 */
final class SharedQueries {
    private static final int MANY_EXPANSIONS = 64;
    private static final int MAX_EXPANSIONS = 2_000;

    private final Columns columns;
    private final Runnable checkpoint;
    /** By the text of a WITH query. */
    private final IdentityHashMap<SqlNode, Shared> queries = new IdentityHashMap<>();
    /** By oid. */
    private final Map<Integer, Shared> views = new HashMap<>();
    /** Each after those that it reads. */
    private final List<SharedSubplan> subplans = new ArrayList<>();

    /** Subplans whose rows may change from run to run. */
    private final Set<Integer> changing = new HashSet<>();

    private int expansions;
    private int recursions;

    /** @param checkpoint throws when planning shall end */
    SharedQueries(Columns columns, Runnable checkpoint) {
        this.columns = columns;
        this.checkpoint = checkpoint;
    }

    private record Shared(int subplan, BoundQuery query) {}

    /** Returns what is bound once, each before those that it reads. */
    List<SharedSubplan> subplans() {
        return subplans.reversed();
    }

    /** Says that the terms of a recursive query are bound from now on: these are run apart from all that is shared. */
    void enterRecursion() {
        recursions++;
    }

    void leaveRecursion() {
        recursions--;
    }

    /**
     * Returns a query of WITH for one use.
     *
     * @param binding binds it
     * @throws SlipherException 54001 if that makes the plan too large
     */
    BoundQuery common(SqlNode text, int position, Supplier<BoundQuery> binding) {
        Shared known = queries.get(text);
        if (known != null && recursions == 0) {
            return reading(known);
        }
        BoundQuery bound = bind(position, binding);
        boolean changes = isChanging(bound.plan());
        if (!isShareable(bound) || !changes && expansions <= MANY_EXPANSIONS) {
            return bound;
        }
        Shared made = share(bound);
        queries.put(text, made);
        if (changes) {
            changing.add(made.subplan());
        }
        return reading(made);
    }

    /** As {@link #common}, for a view, whose uses may see other rows if these change from run to run. */
    BoundQuery view(int oid, int position, Supplier<BoundQuery> binding) {
        Shared known = views.get(oid);
        if (known != null && recursions == 0) {
            return reading(known);
        }
        BoundQuery bound = bind(position, binding);
        if (expansions <= MANY_EXPANSIONS || !isShareable(bound) || isChanging(bound.plan())) {
            return bound;
        }
        Shared made = share(bound);
        views.put(oid, made);
        return reading(made);
    }

    private BoundQuery bind(int position, Supplier<BoundQuery> binding) {
        checkpoint.run();
        expansions++;
        if (expansions > MAX_EXPANSIONS) {
            throw new SlipherException(
                            SqlState.STATEMENT_TOO_COMPLEX,
                            "WITH queries and views stand for more than %d parts of this query"
                                    .formatted(MAX_EXPANSIONS))
                    .withHint("Keep the rows of one of them in a temporary table.")
                    .withPosition(position);
        }
        return binding.get();
    }

    private boolean isShareable(BoundQuery bound) {
        return recursions == 0 && Correlations.freeColumns(bound.plan()).isEmpty();
    }

    private boolean isChanging(LogicalNode node) {
        return ChangingRows.mayChange(node) || readsChanging(node);
    }

    private boolean readsChanging(LogicalNode node) {
        return node instanceof LogicalNode.SharedScan scan
                ? changing.contains(scan.subplan())
                : node.inputs().stream().anyMatch(this::readsChanging);
    }

    private Shared share(BoundQuery bound) {
        int id = subplans.size() + 1;
        subplans.add(new SharedSubplan(id, bound.plan()));
        return new Shared(id, bound);
    }

    /** Returns the rows of a shared query under columns of their own. */
    private BoundQuery reading(Shared source) {
        var copies = new LinkedHashMap<Integer, Integer>();
        source.query().columns().forEach(id -> copies.computeIfAbsent(id, columns::copy));
        var scan = new LogicalNode.SharedScan(
                source.subplan(), List.copyOf(copies.keySet()), List.copyOf(copies.values()));
        return new BoundQuery(
                scan,
                source.query().outputs().stream()
                        .map(o -> new Output(o.name(), requireNonNull(copies.get(o.column())), o.untyped()))
                        .toList());
    }
}
