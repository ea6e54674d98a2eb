package dev.slipher.compute.source;

import dev.slipher.storage.catalog.DeleteDelta;
import java.util.List;

/**
 * What a scan reads of a table, and how deletes name the rows of each unit.
 *
 * @param names one for each unit
 */
public record TableUnits(List<ScanUnit> units, List<DeleteDelta.Unit> names) {
    public TableUnits {
        units = List.copyOf(units);
        names = List.copyOf(names);
    }
}
