/**
 * Who runs and who waits: {@link dev.slipher.wlm.admission.Admission} is told of queries that come and go and answers
 * with {@link dev.slipher.wlm.admission.Decision}s.
 */
@NullMarked
package dev.slipher.wlm.admission;

import org.jspecify.annotations.NullMarked;
