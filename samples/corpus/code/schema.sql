-- Loans of a small library: who has which book, since when, and when it is due.
CREATE TABLE member (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL,
    email     TEXT UNIQUE
);

CREATE TABLE book (
    id        INTEGER PRIMARY KEY,
    title     TEXT NOT NULL,
    shelf     TEXT NOT NULL
);

CREATE TABLE loan (
    book_id   INTEGER NOT NULL REFERENCES book(id),
    member_id INTEGER NOT NULL REFERENCES member(id),
    lent_on   DATE NOT NULL,
    due_on    DATE NOT NULL,
    back_on   DATE,
    PRIMARY KEY (book_id, lent_on)
);

-- Overdue loans, the longest first.
CREATE VIEW overdue AS
SELECT member.name, book.title, julianday('now') - julianday(due_on) AS days
FROM loan JOIN book ON book.id = book_id JOIN member ON member.id = member_id
WHERE back_on IS NULL AND due_on < date('now')
ORDER BY days DESC;
