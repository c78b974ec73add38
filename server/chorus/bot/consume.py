"""What the bot reacts to: a customer's message while the bot has the floor. Its job is enqueued with the message."""

from chorus.stores.jobs.job import MessageJob

MESSAGE_JOBS = (MessageJob("bot.answer", role="customer", floor="bot", queue="bot"),)
