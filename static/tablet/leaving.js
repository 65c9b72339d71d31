// Signing out on this tablet: what the server has not got stays, under the account; the sheets and marks leave it, because
// the page that starts anew takes off whatever is not its judge's (`leftByOthers`).

import { part, piece, say } from "./pieces.js";

export function askToLeave(device, book) {
  const dialog = piece("leave");
  const waiting = book.outbox.pending.length;
  const kept = `还有 ${waiting} 项尚未送达。退出后它们仍保存在本机，别人看不到；您再次在本机登录后自动送出。`;
  say(dialog, "text", waiting ? kept : "全部分数已送达。退出后本机不再显示您的评分表。");
  part(dialog, "close").addEventListener("click", () => dialog.close());
  part(dialog, "confirm").addEventListener("click", () => {
    device.leave();
    location.reload();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
