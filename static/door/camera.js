// Tickets read by the camera, where the browser can (BarcodeDetector: Android); elsewhere they are typed.

import { part, piece } from "../tablet/pieces.js";

const PAUSE = 200;

export function cameraWorks() {
  return "BarcodeDetector" in window && Boolean(navigator.mediaDevices?.getUserMedia);
}

// Hand each code that comes before the camera to `take`, which answers with a sentence, until somebody closes it.
export async function scanTickets(take) {
  const dialog = piece("camera");
  document.body.append(dialog);
  part(dialog, "close").addEventListener("click", () => dialog.close());
  dialog.showModal();
  const opening = navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).catch(() => null);
  dialog.addEventListener("close", async () => {
    dialog.remove();
    for (const track of (await opening)?.getTracks() ?? []) track.stop(); // also when it was closed before it opened
  });
  const stream = await opening;
  if (!dialog.open) return;
  if (!stream) {
    part(dialog, "seen").textContent = "打不开相机。请在浏览器里允许使用相机，或者手工输入票码。";
    return;
  }
  const video = part(dialog, "video");
  video.srcObject = stream;
  await video.play();
  await watch(dialog, video, take);
}

async function watch(dialog, video, take) {
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  let last = "";
  while (dialog.open) {
    const [found] = await detector.detect(video).catch(() => []);
    if (found && found.rawValue !== last) {
      last = found.rawValue;
      part(dialog, "seen").textContent = await take(last);
    }
    await new Promise((done) => setTimeout(done, PAUSE));
  }
}
