/**
 * What people do through pgjdbc, against a server in a process of its own.
 * Read {@link dev.slipher.bench.driver.PgJdbcWorkTest} first.
 */
@NullMarked
package dev.slipher.bench.driver;

import org.jspecify.annotations.NullMarked;
