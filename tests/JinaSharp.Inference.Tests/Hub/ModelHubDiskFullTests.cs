using System.Diagnostics;

namespace JinaSharp.Inference.Tests.Hub;

/// <summary>A real disk without room, in memory. Mounting one takes an administrator: elsewhere the test is skipped.</summary>
public sealed class ModelHubDiskFullTests : ModelHubTestBase
{
    private const string Weights = "model.safetensors";

    [Fact]
    public async Task Pull_DiskFullMidway_SaysSoKeepsWhatArrivedAndContinues()
    {
        Mount("-t", "tmpfs", "-o", "size=160k", "tmpfs", Cache);
        try
        {
            // The weights come last, so that it is they that fill the disk.
            Server.Intercept = async context =>
            {
                if (context.Request.Path.Value!.EndsWith(Weights, StringComparison.Ordinal)) await OthersAsync(context);
                return false;
            };
            var exception = await FailAsync();
            var arrived = new FileInfo(Assert.Single(Parts())).Length;
            Mount("-o", "remount,size=4m", Cache);
            Server.Requests.Clear();

            var model = await PullAsync();

            Assert.Equal("hub_disk", exception.Code);
            Assert.Contains("is full. Make room and run the same call again", exception.Message, StringComparison.Ordinal);
            Assert.InRange(arrived, 1, 160 * 1024);
            Assert.Equal($"bytes={arrived}-", Assert.Single(Server.Downloads, request => request.ToContentServer).Range);
            Assert.Equal(Server.Files[Weights].Length - arrived, model.BytesDownloaded);
            AssertContent(model, Weights);
        }
        finally
        {
            Run("umount", "-l", Cache);
        }
    }

    private static void Mount(params string[] args) => Assert.SkipUnless(OperatingSystem.IsLinux() && Run("mount", args), "A small disk cannot be mounted here.");

    private static bool Run(string command, params string[] args)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, args) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
