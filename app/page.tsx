export default function Home() {
  return (
    <main>
      <h1>Fovea</h1>
      <p>Live vision from any camera, on the device.</p>
    </main>
  );
}
