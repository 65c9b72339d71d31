"""What waits for a person in lectures, orders and training classes."""

from people.accounts.rules import Permission
from people.messages.queries import unread_messages_of
from website.tasks import Task

P = Permission

LECTURE_TASKS = (Task(P.OWN_READ, "条新消息", "envelope", unread_messages_of, "people.messages.list_messages"),)
