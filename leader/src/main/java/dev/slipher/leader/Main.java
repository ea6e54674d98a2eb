package dev.slipher.leader;

import dev.slipher.leader.launch.Program;
import dev.slipher.leader.server.WarehouseServer;

/** The entry point of every Slipher process; it wires the parts together by hand. */
public final class Main {

    private Main() {}

    /** Runs the command named by the arguments and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(Program.commandLine(Main.class, WarehouseServer::open, arguments)
                .execute(arguments));
    }
}
