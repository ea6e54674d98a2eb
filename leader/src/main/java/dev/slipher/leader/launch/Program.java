package dev.slipher.leader.launch;

import static dev.slipher.storage.error.SqlState.CONFIG_FILE_ERROR;

import dev.slipher.storage.error.SlipherException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code slipher}: its own commands and those that other modules provide. */
@Command(
        name = "slipher",
        mixinStandardHelpOptions = true,
        versionProvider = Program.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "A columnar SQL warehouse that speaks the PostgreSQL protocol.",
        footer = {
            "",
            "A setting has one name everywhere: --port 5439 as a flag, SLIPHER_PORT=5439 in the environment, and "
                    + "port=5439 in the file slipher.conf or the one that --config names. Flags are stronger than the "
                    + "environment, which is stronger than the file.%n"
        })
public final class Program implements Runnable {

    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Program() {}

    /**
     * Returns the command line, ready to execute; it knows only the command that the arguments begin with if that is one
     * of our own, for the others, and looking for them, cost a fifth of a second of every start.
     *
     * @param main the entry point that calls this, which a server in the background enters again
     */
    public static CommandLine commandLine(Class<?> main, Server.Factory servers, String... arguments) {
        CommandLine program = new CommandLine(new Program());
        Map<String, Supplier<Object>> own = new LinkedHashMap<>();
        own.put("start", () -> new StartCommand(main, servers));
        own.put("stop", StopCommand::new);
        own.put("status", StatusCommand::new);
        if (arguments.length > 0 && own.containsKey(arguments[0])) {
            program.addSubcommand(own.get(arguments[0]).get());
        } else {
            own.values().forEach(command -> program.addSubcommand(command.get()));
            for (CommandProvider provider : ServiceLoader.load(CommandProvider.class)) {
                provider.commands(servers).forEach(program::addSubcommand);
            }
        }
        program.setParameterExceptionHandler(Program::complain);
        program.setExecutionExceptionHandler(Program::fail);
        return program;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static int complain(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        if (e instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().getFirst();
            err.printf("slipher: unknown %s \"%s\"%n", word.startsWith("-") ? "flag" : "argument", word);
            String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            NearestWord.find(name, wordsOf(command))
                    .ifPresent(nearest -> err.printf("did you mean \"%s\"?%n", nearest));
        } else {
            err.printf("slipher: %s%n", e.getMessage());
        }
        err.printf("see %s --help%n", command.getCommandSpec().qualifiedName());
        return MISUSED;
    }

    private static List<String> wordsOf(CommandLine command) {
        List<String> words = new ArrayList<>(command.getSubcommands().keySet());
        words.addAll(command.getCommandSpec().optionsMap().keySet());
        return words;
    }

    private static int fail(Exception e, CommandLine command, CommandLine.ParseResult result) {
        PrintWriter err = command.getErr();
        if (e instanceof SlipherException known) {
            err.printf("slipher: %s%n", known.getMessage());
            Optional.ofNullable(known.hint()).ifPresent(hint -> err.printf("hint: %s%n", hint));
            return known.sqlState() == CONFIG_FILE_ERROR ? MISUSED : FAILED;
        }
        err.println("slipher: an unexpected error, please report it");
        e.printStackTrace(err);
        return FAILED;
    }

    /** Reads the version from the manifest of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Program.class.getPackage().getImplementationVersion();
            return new String[] {"slipher " + (version == null ? "(not packaged)" : version)};
        }
    }
}
