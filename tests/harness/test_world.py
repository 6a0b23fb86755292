"""Tests of the other world: what is something else there, what stays, and what is told of it."""

import os
import unittest

from running import HARNESS, Running, records

ALL = "clock,pace,chance,order,machine,usual,missing"
TABLE = os.path.join(HARNESS, "doctrue_harness", "world", "sources.txt")


def rows():
    """The rows of the table of sources."""
    with open(TABLE, encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#") and line.strip():
                yield line.rstrip("\n").split("\t")


class Worlds(Running, unittest.TestCase):
    def printed_in(self, source, kinds=ALL, number=1):
        """What is printed in the other world with these ``kinds``; none stands for the plain one. Keeps what is told."""
        orders = ["world %d %s" % (number, kinds)] if kinds is not None else []
        self.code, log, out = self.run_example(source, orders=orders)
        self.records = records(log)
        self.touched = [(words[1:], payload.decode().split("\n", 1)) for words, payload in self.records if words[0] == "touch"]
        printed = b"".join(payload for words, payload in self.records if words[:2] == ["out", "1"])
        self.said = (printed + out).decode()
        return printed.decode()

    def kinds(self):
        return {words[0] for words, _ in self.touched}


class Sources(Worlds):
    def test_each_row_of_the_table_is_known_by_its_example(self):
        table = [row for row in rows() if row[4]]
        source = "".join(example + "\n" for *_, example in table)
        plain = self.printed_by_line(source, None)
        one, touched = self.printed_by_line(source), self.touched
        two = self.printed_by_line(source, number=2)
        for line, (kind, where, name, how, example) in enumerate(table, 1):
            with self.subTest(where=where, name=name):
                told = [words for words, _ in touched if words[0] == kind and words[3] == str(line)]
                names = {words[2].rpartition(".")[2] for words in told}
                self.assertTrue(names & {name, "environ"}, (names, example))
                self.assertTrue(plain.get(line), example)
                if how == "seen" and "env" not in name:
                    self.assertIn("seen", {words[1] for words in told})
                elif one[line] == plain[line]:
                    self.assertEqual(kind, "chance", (example, plain[line]))
                    self.assertNotEqual(two[line], plain[line])

    def printed_by_line(self, source, *world, **named):
        """What each line of ``source`` prints."""
        self.printed_in(source, *world, **named)
        self.assertEqual(self.code, 0, self.said)
        sites, found = {}, {}
        for words, payload in self.records:
            if words[0] == "site":
                sites[words[1]] = int(words[-1])
            elif words[0] == "out":
                line = sites[words[2]]
                found[line] = found.get(line, "") + payload.decode()
        return found
