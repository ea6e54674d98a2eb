package dev.slipher.leader;

import static dev.slipher.storage.error.SqlState.FEATURE_NOT_SUPPORTED;

import dev.slipher.leader.launch.Configuration;
import dev.slipher.leader.launch.Program;
import dev.slipher.leader.launch.Server;
import dev.slipher.storage.error.SlipherException;

/** The entry point of every Slipher process; it wires the parts together by hand. */
public final class Main {

    private Main() {}

    /** Runs the command named by the arguments and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(Program.commandLine(Main.class, Main::open).execute(arguments));
    }

    private static Server open(Configuration configuration) {
        throw new SlipherException(
                FEATURE_NOT_SUPPORTED, "this build cannot serve \"%s\" yet".formatted(configuration.data()));
    }
}
