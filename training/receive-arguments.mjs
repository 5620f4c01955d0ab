// Loaded by the launcher before a command: its arguments come through a channel, of any length. On a long command line
// onnxruntime overflows its stack when its first session is made (seen with 1.30 and 30 KB; a large environment is harmless).
if (process.env.FOVEA_ARGUMENTS === 'channel') {
  // Not for the processes that the command starts.
  delete process.env.FOVEA_ARGUMENTS;
  const args = await new Promise((received) => process.once('message', received));
  process.argv = [...process.argv, ...args];
  process.disconnect();
}
