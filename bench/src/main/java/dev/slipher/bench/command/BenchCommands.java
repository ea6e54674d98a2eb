package dev.slipher.bench.command;

import dev.slipher.leader.launch.CommandProvider;
import dev.slipher.leader.launch.Server;
import java.util.List;

/** Adds {@code demo}, {@code bench} and {@code rehearse} to the program. */
public final class BenchCommands implements CommandProvider {
    @Override
    public List<Object> commands(Server.Factory servers) {
        return List.of(new DemoCommand(), new BenchCommand(), new RehearseCommand(servers));
    }
}
