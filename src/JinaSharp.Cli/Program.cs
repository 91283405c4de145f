using System.CommandLine;

var root = new RootCommand("Semantic search for .NET, from the shell.");
return await root.Parse(args).InvokeAsync();
