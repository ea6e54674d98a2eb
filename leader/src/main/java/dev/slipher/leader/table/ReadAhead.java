package dev.slipher.leader.table;

import dev.slipher.compute.source.SegmentPreload;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.log.CommitLog;
import dev.slipher.storage.log.ContentsReader;
import dev.slipher.storage.objectstore.ObjectStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings segments into the chunk cache before anybody asks for them: those there are when a process begins, and later new
 * ones, such as compaction makes of cached ones. It works on a thread of its own, a chunk at a time, while no statement runs,
 * and as long as half of the cache is free, so that it never drives out what queries use.
 */
public final class ReadAhead implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ReadAhead.class);

    /** How long no statement may have run before the disk is used. */
    private static final Duration REST = Duration.ofSeconds(1);

    private static final long POLL_MILLIS = 50;

    private final CommitLog log;
    private final ContentsReader contents;
    private final SegmentPreload preload;
    private final Predicate<Duration> isCalm;
    private final ChangedTables changed = new ChangedTables();
    /** Those that were read or could not be; no more than fit in the cache. */
    private final Set<ObjectId> seen = new HashSet<>();

    private final Thread thread =
            Thread.ofPlatform().name("read-ahead").daemon().unstarted(this::run);

    /**
     * Makes one for all tables, which begins with {@link #start}.
     *
     * @param isCalm whether no statement runs, and none has for that long
     */
    public ReadAhead(CommitLog log, ObjectStore store, ChunkCache cache, Predicate<Duration> isCalm) {
        this.log = log;
        contents = log.contents();
        preload = new SegmentPreload(store, cache);
        this.isCalm = isCalm;
    }

    /** Begins with all tables there are, and goes on until it is closed. */
    public void start() {
        log.current().tables().forEach(table -> tableChanged(table.oid()));
        thread.start();
    }

    /** Has a table's new segments read; never waits. */
    public void tableChanged(int tableOid) {
        changed.add(tableOid);
    }

    private void run() {
        try {
            for (var next = changed.take(); next.isPresent(); next = changed.take()) {
                readTableQuietly(next.getAsInt());
            }
        } catch (InterruptedException _) {
            LOGGER.debug("reading ahead was interrupted");
        } catch (Throwable e) {
            // Nothing is lost but speed, also for want of memory.
            LOGGER.warn("reading ahead ended early", e);
        }
    }

    private void readTableQuietly(int tableOid) throws InterruptedException {
        try {
            readTable(tableOid);
        } catch (SlipherException e) {
            // Who reads the table meets it again, and is told.
            LOGGER.warn("reading ahead: {}", e.getMessage());
        }
    }

    private void readTable(int tableOid) throws InterruptedException {
        if (!awaitCalm()) {
            return;
        }
        TableDefinition definition;
        List<SegmentRecord> segments;
        try (var snapshot = log.openSnapshot()) {
            var table = snapshot.catalog().findTable(tableOid);
            if (table.isEmpty()) {
                return;
            }
            definition = table.get().definition();
            segments = newSegments(table.get());
        }
        for (var segment : segments) {
            try {
                if (!preload.load(segment, definition, this::awaitCalm)) {
                    return;
                }
            } catch (SlipherException e) {
                LOGGER.warn("reading ahead: {}", e.getMessage());
            }
            seen.add(segment.id());
        }
    }

    /** Returns segments that were not read yet, no more than there is room for. */
    private List<SegmentRecord> newSegments(Table table) {
        var found = new ArrayList<SegmentRecord>();
        var room = preload.freeBytes();
        for (var segment : contents.segments(table.contents())) {
            if (!seen.contains(segment.id())) {
                room -= segment.byteCount();
                if (room < 0) {
                    break;
                }
                found.add(segment);
            }
        }
        return found;
    }

    /** Waits until no statement runs; returns false if this is to end instead. */
    private boolean awaitCalm() throws InterruptedException {
        while (!changed.isClosed() && !isCalm.test(REST)) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        return !changed.isClosed();
    }

    /** Stops after the chunk at hand, and returns when it has. */
    @Override
    public void close() throws InterruptedException {
        // No interrupt, which would close files that others read.
        changed.close();
        thread.join();
    }
}
