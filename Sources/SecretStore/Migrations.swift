import GRDB

/// Every schema change ever shipped, oldest first; append only.
///
/// Times are Unix seconds UTC, ids of credentials, runs and events are ULIDs. A column `wake_at`
/// says when to look again, `wake_for` why.
enum Migrations {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        for (name, sql) in steps {
            migrator.registerMigration(name) { try $0.execute(sql: sql) }
        }
        return migrator
    }

    static let steps: [(name: String, sql: String)] = [
        ("1: rotations, their runs, credentials and secrets", first)
    ]

    private static let first = """
        CREATE TABLE meta (
          key TEXT PRIMARY KEY,
          value BLOB NOT NULL
        ) STRICT;

        CREATE TABLE policy (
          digest TEXT PRIMARY KEY,
          path TEXT NOT NULL,
          source TEXT NOT NULL
        ) STRICT;

        CREATE TABLE module (            -- what a policy file requires
          policy_digest TEXT NOT NULL REFERENCES policy (digest),
          name TEXT NOT NULL,
          source TEXT NOT NULL,
          PRIMARY KEY (policy_digest, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE fleet (             -- a policy for many applications
          id INTEGER PRIMARY KEY,
          path TEXT NOT NULL,
          policy_digest TEXT NOT NULL REFERENCES policy (digest),
          policy_index INTEGER NOT NULL,
          connection TEXT NOT NULL,
          listed_at INTEGER,             -- with success
          unmanaged_at INTEGER,          -- NULL: its policy is in its file
          failures INTEGER NOT NULL DEFAULT 0,   -- of members, in a row
          stopped_at INTEGER,            -- NULL: its members may begin
          canary_digest TEXT,            -- the version that canaries try
          canaries TEXT NOT NULL DEFAULT '',     -- rotation:delivered_at, with spaces between
          is_cleared INTEGER NOT NULL DEFAULT 0,
          UNIQUE (path, policy_index)
        ) STRICT;

        CREATE TABLE fleet_problem (
          fleet INTEGER NOT NULL REFERENCES fleet (id) ON DELETE CASCADE,
          subject TEXT NOT NULL,         -- an application's object id, or a word
          since INTEGER NOT NULL,
          message TEXT NOT NULL,
          hint TEXT,
          PRIMARY KEY (fleet, subject)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE rotation (
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL UNIQUE,
          connection TEXT NOT NULL,
          stated_object_id TEXT,
          stated_client_id TEXT,
          object_id TEXT,                -- as the directory showed it
          seen TEXT,                     -- the application as last read, JSON
          policy_digest TEXT NOT NULL REFERENCES policy (digest),
          policy_index INTEGER NOT NULL,
          path TEXT NOT NULL,
          client_id_name TEXT,
          client_secret_name TEXT NOT NULL,
          registered_at INTEGER NOT NULL,
          version INTEGER NOT NULL DEFAULT 0,
          anchor_at INTEGER,
          anchor_served INTEGER,         -- NULL: the anchor is an actual time
          last_started_at INTEGER,
          last_rotated_at INTEGER,
          last_succeeded INTEGER,
          last_kind TEXT,                -- how the latest run was begun
          failures INTEGER NOT NULL DEFAULT 0,
          is_stuck INTEGER NOT NULL DEFAULT 0,
          failed_proofs INTEGER NOT NULL DEFAULT 0,
          last_error TEXT,
          last_write_at INTEGER,
          requested TEXT,                -- what somebody asked for
          retry TEXT,                    -- that it shall try again, and by which policy
          leaving TEXT,                  -- that it shall be deleted, and how
          touched INTEGER NOT NULL DEFAULT 0,   -- how often an operator did something to it
          answered INTEGER NOT NULL DEFAULT 0,  -- how much of that visits have seen
          paused_at INTEGER,             -- NULL: not paused
          alerted_at INTEGER,
          decision_at INTEGER,
          decision_for TEXT,
          decided TEXT,                  -- the last logged decision in short
          wake_at INTEGER,               -- the soonest wake of all its parts
          held_at INTEGER,               -- the soonest that run --once waits for
          fleet INTEGER REFERENCES fleet (id),   -- whose member it is
          unmanaged_at INTEGER,          -- NULL: it is managed
          unmanaged_for TEXT,
          missing_reads INTEGER NOT NULL DEFAULT 0,
          is_braked INTEGER NOT NULL DEFAULT 0,  -- until its fleet lets it begin
          flight INTEGER NOT NULL DEFAULT 0,     -- what it has in flight, as bits
          is_parked INTEGER NOT NULL DEFAULT 0,  -- until its connection works
          holder TEXT,                   -- the process instance that holds the lease
          epoch INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE UNIQUE INDEX rotation_object ON rotation (connection, object_id);
        CREATE UNIQUE INDEX rotation_stated_object ON rotation (connection, stated_object_id);
        CREATE UNIQUE INDEX rotation_stated_client ON rotation (connection, stated_client_id);
        CREATE INDEX rotation_path ON rotation (path);
        CREATE INDEX rotation_wake ON rotation (wake_at) WHERE wake_at IS NOT NULL;
        CREATE INDEX rotation_held ON rotation (held_at) WHERE held_at IS NOT NULL;
        CREATE INDEX rotation_flight ON rotation (connection, flight) WHERE flight <> 0;
        CREATE INDEX rotation_fleet ON rotation (fleet) WHERE fleet IS NOT NULL;
        CREATE INDEX rotation_parked ON rotation (connection) WHERE is_parked;
        CREATE INDEX rotation_requested ON rotation (requested) WHERE requested IS NOT NULL;

        CREATE TABLE deleted (           -- not to be registered again by the same file as it was
          name TEXT PRIMARY KEY,
          path TEXT NOT NULL,
          policy_digest TEXT NOT NULL,
          at INTEGER
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE kept (              -- client secrets that a deletion left in the tenant
          key_id TEXT PRIMARY KEY,
          label TEXT NOT NULL,           -- the marker, or the key id of one that has none
          rotation TEXT NOT NULL,        -- the name of the one that was deleted
          ends_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE run (
          id TEXT PRIMARY KEY,
          rotation INTEGER NOT NULL REFERENCES rotation (id) ON DELETE CASCADE,
          is_open INTEGER NOT NULL,
          kind TEXT NOT NULL,
          policy_digest TEXT NOT NULL REFERENCES policy (digest),
          policy_index INTEGER NOT NULL,
          started_at INTEGER NOT NULL,
          nominal INTEGER,
          promote_at INTEGER NOT NULL,
          closes_at INTEGER,             -- NULL: no window closes
          longest_life INTEGER,          -- of its secret, in seconds, where the tenant caps it
          step TEXT NOT NULL,
          credential TEXT,
          attempt INTEGER NOT NULL,
          successes INTEGER NOT NULL,
          refusals INTEGER NOT NULL,
          proof_since INTEGER,
          accepted_at INTEGER,
          wake_at INTEGER,
          wake_for TEXT
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX run_open ON run (rotation) WHERE is_open;

        CREATE TABLE credential (
          id TEXT PRIMARY KEY,           -- the intent
          rotation INTEGER NOT NULL REFERENCES rotation (id) ON DELETE CASCADE,
          is_open INTEGER NOT NULL,      -- something is left to be done about it
          run TEXT,                      -- NULL: somebody else made it
          marker TEXT UNIQUE,            -- NULL likewise
          key_id TEXT NOT NULL,
          state TEXT NOT NULL,
          intended_at INTEGER NOT NULL,
          minted_at INTEGER,
          ends_at INTEGER NOT NULL,
          version INTEGER,
          delivered_at INTEGER,
          displaced_at INTEGER,
          absent_reads INTEGER,
          absent_since INTEGER,
          attempts INTEGER NOT NULL,
          removed_at INTEGER,
          wake_at INTEGER,
          wake_for TEXT,
          sealed BLOB                    -- the value; NULL before mint and after it is gone
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX credential_open ON credential (rotation) WHERE is_open;

        CREATE TABLE secret_name (
          name TEXT PRIMARY KEY,
          rotation INTEGER NOT NULL REFERENCES rotation (id) ON DELETE CASCADE,
          part TEXT NOT NULL             -- client_id or client_secret
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX secret_name_rotation ON secret_name (rotation);

        CREATE TABLE secret_version (
          rotation INTEGER NOT NULL REFERENCES rotation (id) ON DELETE CASCADE,
          version INTEGER NOT NULL,
          credential TEXT NOT NULL REFERENCES credential (id),
          client_id TEXT NOT NULL,
          created_at INTEGER NOT NULL,
          PRIMARY KEY (rotation, version)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE made_secret (       -- put together by host calls
          name TEXT NOT NULL,
          version INTEGER NOT NULL,
          path TEXT,                     -- the policy file that made it; NULL: a script
          call TEXT NOT NULL,            -- the host call's idempotency key
          created_at INTEGER NOT NULL,
          sealed BLOB NOT NULL,
          PRIMARY KEY (name, version),
          UNIQUE (name, call)
        ) STRICT;

        CREATE TABLE connection_secret ( -- what an operator gave a connection to sign in with
          connection TEXT PRIMARY KEY,
          created_at INTEGER NOT NULL,
          sealed BLOB NOT NULL
        ) STRICT;

        CREATE TABLE delivery (
          id TEXT PRIMARY KEY,
          rotation INTEGER NOT NULL REFERENCES rotation (id) ON DELETE CASCADE,
          hook TEXT NOT NULL,
          policy_digest TEXT NOT NULL REFERENCES policy (digest),
          policy_index INTEGER NOT NULL,
          at INTEGER NOT NULL,
          credential TEXT,
          previous TEXT,
          error TEXT,
          attempt INTEGER NOT NULL,
          state TEXT NOT NULL,
          wake_at INTEGER,
          wake_for TEXT
        ) STRICT;
        CREATE INDEX delivery_pending ON delivery (rotation) WHERE state = 'pending';

        CREATE TABLE host_call (
          event TEXT NOT NULL,
          hook TEXT NOT NULL,
          attempt INTEGER NOT NULL,
          number INTEGER NOT NULL,
          request BLOB NOT NULL,         -- digest of the request in symbolic form
          result BLOB,                   -- sealed; NULL: begun, outcome unknown
          PRIMARY KEY (event, hook, attempt, number)
        ) STRICT;

        CREATE TABLE decision (
          rotation INTEGER NOT NULL REFERENCES rotation (id) ON DELETE CASCADE,
          number INTEGER NOT NULL,       -- counted from 1 for each rotation
          at INTEGER NOT NULL,
          policy_digest TEXT NOT NULL REFERENCES policy (digest),
          policy_index INTEGER NOT NULL,
          record TEXT NOT NULL,          -- outlook, facts, answer, plan and fuel, a JSON list
          PRIMARY KEY (rotation, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER decision_bound AFTER INSERT ON decision WHEN NEW.number > 1000 BEGIN
          DELETE FROM decision WHERE rotation = NEW.rotation AND number <= NEW.number - 1000;
        END;

        CREATE TABLE policy_problem (
          path TEXT PRIMARY KEY,
          since INTEGER NOT NULL,
          message TEXT NOT NULL,
          hint TEXT
        ) STRICT;

        CREATE TABLE errand (            -- what no rotation's wake stands for
          name TEXT PRIMARY KEY,
          due_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO errand VALUES ('housekeeping', 0);

        CREATE TABLE breaker (           -- connections in trouble
          connection TEXT PRIMARY KEY,
          since INTEGER NOT NULL,
          failures INTEGER NOT NULL,     -- in a row
          probes INTEGER NOT NULL,       -- that failed
          is_open INTEGER NOT NULL,      -- its rotations are parked
          is_refused INTEGER NOT NULL,   -- the sign-in itself
          is_of_graph INTEGER NOT NULL,  -- the last failure; else of the sign-in
          why TEXT NOT NULL,
          hint TEXT,
          rotation TEXT NOT NULL         -- whose work failed
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE event (
          id INTEGER PRIMARY KEY,
          rotation INTEGER NOT NULL REFERENCES rotation (id) ON DELETE CASCADE,
          run TEXT,
          at INTEGER NOT NULL,
          kind TEXT NOT NULL,
          detail TEXT NOT NULL,
          key_id TEXT,
          hint TEXT
        ) STRICT;
        CREATE INDEX event_rotation ON event (rotation, id);
        """
}
