package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.StepFactory;
import dev.slipher.compute.operator.Worker;
import dev.slipher.storage.batch.Batch;
import java.util.List;

/** Gives every batch to several steps, each of which sees it as it came. */
final class FanOutStep implements Step {
    private final List<Step> branches;

    private FanOutStep(List<Step> branches) {
        this.branches = branches;
    }

    static Step create(List<StepFactory> factories, Worker worker) {
        return new FanOutStep(
                factories.stream().map(factory -> factory.create(worker)).toList());
    }

    @Override
    public void push(Batch batch) {
        var selection = batch.selection();
        var count = batch.selectedCount();
        for (var branch : branches) {
            branch.push(batch);
            if (selection == null) {
                batch.setRows(batch.rowCount());
            } else {
                batch.select(selection, count);
            }
        }
    }

    @Override
    public void finish() {
        branches.forEach(Step::finish);
    }
}
