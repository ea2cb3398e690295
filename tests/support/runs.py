"""A long job's run for tests: short transactions as the system, and a note of its progress."""


class Run:
    job_id = 0

    def __init__(self, stage):
        self.stage, self.done = stage, []

    def work(self):
        return self.stage.work("system")

    def afterwards(self):
        return self.stage.work("system")

    def reading(self):
        return self.stage.work("system")

    def progress(self, done, total):
        self.done.append((done, total))
