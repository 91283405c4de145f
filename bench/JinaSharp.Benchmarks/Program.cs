Console.WriteLine("jina-bench");
