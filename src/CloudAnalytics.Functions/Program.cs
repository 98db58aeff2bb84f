using CloudAnalytics.Functions;
using CloudAnalytics.Functions.Runtime;

var log = new FunctionLog(static () => Console.OpenStandardOutput());
Func<string, string?> variables = Environment.GetEnvironmentVariable;
if (variables(RuntimeLoop.AddressVariable) is not { Length: > 0 } address)
{
    log.Write("error", $"{RuntimeLoop.AddressVariable} is not set: this program is started by AWS Lambda, not by hand");
    return RuntimeLoop.WrongConfiguration;
}

using var api = new RuntimeApi(address);
var loop = new RuntimeLoop(api, variables, TimeProvider.System, log);
return loop.Run(
    () => FunctionTable.Create(new FunctionHost(FunctionSettings.Read(variables), TimeProvider.System, log)),
    FunctionTable.RehearsalOf(variables(FunctionSettings.FunctionVariable)));
