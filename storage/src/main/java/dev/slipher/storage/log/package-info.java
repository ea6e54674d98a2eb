/**
 * The commit log: numbered entries on an object store that say what exists, the checkpoints that make start-up short,
 * and the readers of what they name. Read {@link dev.slipher.storage.log.CommitLog} first.
 */
@NullMarked
package dev.slipher.storage.log;

import org.jspecify.annotations.NullMarked;
