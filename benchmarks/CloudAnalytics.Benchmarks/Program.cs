using BenchmarkDotNet.Running;
using CloudAnalytics.Benchmarks;

// Cases beside their reference in one run: intake (raw and JSON), panels; memory by itself. Anything else goes to BenchmarkDotNet.
return args switch
{
    ["intake", .. var rest] => IntakeCase.Run(rest),
    ["lambda", .. var rest] => LambdaCase.Run(rest),
    ["memory", .. var rest] => MemoryCase.Run(rest),
    ["panels", .. var rest] => PanelCase.Run(rest),
    ["trace", .. var rest] => TraceCase.Run(rest),
    ["unix", .. var rest] => UnixCase.Run(rest),
    ["-h" or "--help"] or [] => Usage(),
    _ => Micro(args),
};

static int Usage()
{
    Console.WriteLine("""
        scripts/bench intake [--records N] [--rounds N]   message tracking rows: parsing and writing,
            beside DuckDB's own CSV and JSON readers
        scripts/bench lambda [--rounds N]                 an event of Kinesis to bulk bodies and to Parquet, beside Python and
            DuckDB; memory and start of the functions
        scripts/bench memory [--megabytes N]              peak memory of ingesting one large file, its original lines kept
        scripts/bench panels [--rows N] [--rounds N]      every panel over an archive, beside the same question written by hand
            [--data DIR] keeps the archive there and uses it again, [--only-prepare] makes no more than that,
            [--no-summaries] makes no summaries, [--name N] names the table
        scripts/bench trace [--rows N] [--data DIR]       a trace by Message-ID over a month, beside a look for it in the column
        scripts/bench unix [--lines N] [--rounds N]       a Postfix log to the lake, beside pflogsumm
        scripts/bench --filter '*Parser*'                 one parser at a time (BenchmarkDotNet)
        scripts/bench --filter '*BulkEncoder*'            rows to bulk requests
        """);
    return 2;
}

static int Micro(string[] args)
{
    BenchmarkSwitcher.FromAssembly(typeof(IntakeCase).Assembly).Run(args);
    return 0;
}
