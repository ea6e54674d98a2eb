package dev.slipher.compute.operator.write;

import dev.slipher.compute.operator.RowTarget;
import dev.slipher.compute.source.WriteReport;

/** A target that says in the end what was written. */
interface ReportingTarget extends RowTarget {
    /** Returns what the writers that have finished wrote. */
    WriteReport report();
}
