/**
 * Templates of TO_CHAR, TO_NUMBER, TO_DATE and TO_TIMESTAMP, with the patterns that PostgreSQL and Redshift know. Read
 * {@link dev.slipher.compute.expression.template.NumberTemplate} and
 * {@link dev.slipher.compute.expression.template.DateTemplate} first.
 */
@NullMarked
package dev.slipher.compute.expression.template;

import org.jspecify.annotations.NullMarked;
