// On a narrow screen the menu is a strip to be pushed sideways: begin where the person is.

document.querySelector(".site-menu [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
