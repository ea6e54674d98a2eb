/**
 * The program around the server: commands, configuration, the data folder's lock, and a process's life from start to
 * SIGTERM.
 *
 * <p>Read {@link dev.slipher.leader.launch.StartCommand} first, then {@link dev.slipher.leader.launch.Configuration}.
 * The server itself stands behind {@link dev.slipher.leader.launch.Server}; other modules add commands through {@link
 * dev.slipher.leader.launch.CommandProvider}.
 */
@NullMarked
package dev.slipher.leader.launch;

import org.jspecify.annotations.NullMarked;
