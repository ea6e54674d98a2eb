package dev.slipher.bench.command;

import picocli.CommandLine.Command;

/** {@code slipher bench}: the workloads that can be measured. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "WORKLOAD",
        subcommands = {TpchCommand.class, StartCommand.class, FirstRunsCommand.class},
        description = "Measures Slipher on this machine, where it can be compared beside DuckDB.")
final class BenchCommand {}
