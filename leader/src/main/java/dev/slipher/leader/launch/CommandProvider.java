package dev.slipher.leader.launch;

import java.util.List;

/** Adds commands to the program {@code slipher}; found by {@link java.util.ServiceLoader}. */
public interface CommandProvider {

    /**
     * Returns objects annotated with picocli's {@code @Command}, which take settings through {@link SettingFlags}.
     *
     * @param servers opens servers in this process
     */
    List<Object> commands(Server.Factory servers);
}
