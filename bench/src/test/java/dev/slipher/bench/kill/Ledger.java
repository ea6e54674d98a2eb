package dev.slipher.bench.kill;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What clients know that a warehouse must hold; used by many threads. */
final class Ledger {
    private final Map<Long, BatchState> acknowledged = new HashMap<>();

    /** What transactions ask for whose outcome is not known; no batch is in two of them. */
    private final List<Map<Long, BatchState>> attempts = new ArrayList<>();

    private final Set<Long> transfers = new HashSet<>();
    private final Set<Long> transfersInDoubt = new HashSet<>();
    private long acknowledgements;

    synchronized BatchState state(long batch) {
        return acknowledged.getOrDefault(batch, BatchState.NOTHING);
    }

    /** Returns how often a commit was acknowledged. */
    synchronized long acknowledgements() {
        return acknowledgements;
    }

    /** Notes that a transaction is about to make batches be as {@code states} says, all of them or none. */
    synchronized void attempt(Map<Long, BatchState> states) {
        attempts.add(states);
    }

    synchronized void endAttempt(Map<Long, BatchState> states, boolean committed) {
        attempts.remove(states);
        if (committed) {
            acknowledged.putAll(states);
            acknowledgements++;
        }
    }

    synchronized void attemptTransfer(long id) {
        transfersInDoubt.add(id);
    }

    synchronized void endTransfer(long id, boolean committed) {
        transfersInDoubt.remove(id);
        if (committed) {
            transfers.add(id);
            acknowledgements++;
        }
    }

    /** Says what is wrong with the batches that a warehouse holds, and takes them as acknowledged. */
    synchronized List<String> settleBatches(Map<Long, BatchState> found) {
        for (var attempt : attempts) {
            var isDone = attempt.entrySet().stream()
                    .allMatch(entry -> entry.getValue().equals(found.getOrDefault(entry.getKey(), BatchState.NOTHING)));
            if (isDone) {
                acknowledged.putAll(attempt);
            }
        }
        attempts.clear();
        var all = new HashSet<>(found.keySet());
        all.addAll(acknowledged.keySet());
        var wrong = new ArrayList<String>();
        for (var batch : all) {
            var present = found.getOrDefault(batch, BatchState.NOTHING);
            if (!present.equals(state(batch))) {
                wrong.add("batch %d is %s, not %s".formatted(batch, present, state(batch)));
            }
        }
        acknowledged.clear();
        acknowledged.putAll(found);
        return wrong;
    }

    /** Says what is wrong with the transfers that a warehouse's journal has, and takes them as acknowledged. */
    synchronized List<String> settleTransfers(List<Long> found) {
        var distinct = new HashSet<>(found);
        var wrong = new ArrayList<String>();
        if (distinct.size() < found.size()) {
            wrong.add("%d transfers are in the journal twice".formatted(found.size() - distinct.size()));
        }
        var lost = new HashSet<>(transfers);
        lost.removeAll(distinct);
        if (!lost.isEmpty()) {
            wrong.add("acknowledged transfers are lost: " + lost);
        }
        var unknown = new HashSet<>(distinct);
        unknown.removeAll(transfers);
        unknown.removeAll(transfersInDoubt);
        if (!unknown.isEmpty()) {
            wrong.add("transfers are there that were not committed: " + unknown);
        }
        transfersInDoubt.clear();
        transfers.clear();
        transfers.addAll(distinct);
        return wrong;
    }
}
