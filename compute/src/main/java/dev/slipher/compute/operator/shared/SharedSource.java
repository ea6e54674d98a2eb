package dev.slipher.compute.operator.shared;

import dev.slipher.compute.operator.RowBuffer;
import dev.slipher.compute.operator.Source;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Worker;
import dev.slipher.storage.encoding.BatchCodec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One reading of shared rows; a morsel is a batch. */
final class SharedSource implements Source {
    /** A batch to read. */
    private record Place(RowBuffer part, int batch) {}

    private final SharedRows rows;
    private @Nullable List<RowBuffer> parts;
    private int part;
    private int batch;
    private int open;
    private boolean ended;

    SharedSource(SharedRows rows) {
        this.rows = rows;
    }

    private List<RowBuffer> parts() {
        var found = parts;
        if (found == null) {
            found = rows.parts();
            parts = found;
        }
        return found;
    }

    @Override
    public synchronized int parallelism() {
        return parts().stream().mapToInt(RowBuffer::batchCount).sum();
    }

    private synchronized @Nullable Place next() {
        while (!ended && part < parts().size()) {
            var current = parts().get(part);
            if (batch < current.batchCount()) {
                return new Place(current, batch++);
            }
            part++;
            batch = 0;
        }
        return null;
    }

    @Override
    public Feed open(Worker worker) {
        synchronized (this) {
            open++;
        }
        var reader = new BatchCodec();
        return new Feed() {
            @Override
            public boolean run(Step target) {
                var place = next();
                if (place == null) {
                    return false;
                }
                Source.push(target, place.part().read(place.batch(), reader));
                return true;
            }

            @Override
            public void close() {
                leave();
            }
        };
    }

    /** The last worker to leave after the last batch ends the reading; one that stops early leaves that to the query. */
    private synchronized void leave() {
        open--;
        if (open == 0 && !ended && part == parts().size()) {
            ended = true;
            rows.endReader();
        }
    }
}
