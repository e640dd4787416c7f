# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A WordPress of its own for a test: Debian's files, a database in a folder, PHP's own server."""

from __future__ import annotations

import shutil
import subprocess
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from conftest import free_port, wait_for

CORE = Path("/usr/share/wordpress")
PROGRAMS = ("php", "mariadbd", "mariadb-install-db", "mariadb")
SBIN = "/usr/sbin"

_CONFIG = """<?php
define('DB_NAME', 'press'); define('DB_USER', 'press'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:@SOCKET@'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_HOME', '@HOME@'); define('WP_SITEURL', '@HOME@');
define('DISABLE_WP_CRON', true); define('WP_HTTP_BLOCK_EXTERNAL', true);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) { define('ABSPATH', __DIR__ . '/'); }
require_once ABSPATH . 'wp-settings.php';
"""
_SETUP = """<?php
define('WP_INSTALLING', true);
require '@ROOT@/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('The clinic', 'admin', 'admin@clinic.example', true, '', 'not-a-secret');
switch_theme('plain');
update_option('permalink_structure', '/articles/%postname%/');
flush_rewrite_rules(false);
$posts = array('my-page' => array(), 'second-page' => array('post_type' => 'page'), 'no-record' => array(),
    'draft' => array('post_status' => 'draft'), 'secret' => array('post_password' => 'x'), 'broken' => array());
foreach ($posts as $slug => $more) {
    $post = array('post_name' => $slug, 'post_title' => $slug, 'post_content' => 'Text.', 'post_status' => 'publish');
    echo $slug, ' ', wp_insert_post($more + $post), "\\n";
}
"""
_HEAD = """<?php
require '@ROOT@/wp-load.php';
wp_set_current_user(1);
query_posts(array('p' => @POST@, 'post_status' => 'any'));
do_action('wp_head');
"""
_OTHERS = """<?php
add_action('wp_head', function () {
    echo '<script type="application/ld+json" class="some-seo-plugin">{"@graph":[{"@type":"WebPage"}]}</script>';
}, 1);
"""


class WordPress:
    """A running site with posts; it ends with its context."""

    def __init__(self, root: Path, fixtures: Path) -> None:
        self._root, self._fixtures, self._stack = root, fixtures, ExitStack()
        self._host = f"127.0.0.1:{free_port()}"
        self._data = root / "database"
        self._socket = self._data / "s"
        self._posts: dict[str, str] = {}

    @staticmethod
    def missing() -> str | None:
        """Name what is not on this machine."""
        missing = [program for program in PROGRAMS if _program(program) is None]
        return missing[0] if missing else None if CORE.is_dir() else "WordPress"

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._stack = stack
            self._database()
            self._files()
            self._posts = dict(line.split() for line in self._php(_SETUP).splitlines())
            self._serve()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def page(self, slug: str) -> str:
        """Fetch a post or a page, as a visitor does."""
        name = "page_id" if slug == "second-page" else "p"
        with urllib.request.urlopen(f"http://{self._host}/?{name}={self._posts[slug]}", timeout=30) as answer:
            return str(answer.read().decode())

    def head(self, slug: str) -> str:
        """Print the head of a post as its author sees it, who may look at drafts."""
        return self._php(_HEAD.replace("@POST@", self._posts[slug]))

    def add_other_markup(self) -> None:
        """Put JSON-LD of another plugin into every page."""
        (self._root / "wp-content/mu-plugins/other.php").write_text(_OTHERS, "utf-8")
        time.sleep(0.1)

    def _database(self) -> None:
        place = [f"--datadir={self._data}", "--user=root"]
        install = ["mariadb-install-db", "--no-defaults", "--auth-root-authentication-method=normal", *place]
        subprocess.run(install, check=True, capture_output=True, timeout=120)
        serve = [
            _program("mariadbd") or "", "--no-defaults", *place, f"--socket={self._socket}", "--skip-networking",
            "--innodb-buffer-pool-size=32M", "--innodb-flush-log-at-trx-commit=0",
        ]  # fmt: skip
        self._start(serve)
        sql = "CREATE DATABASE press; CREATE USER press@localhost; GRANT ALL ON press.* TO press@localhost;"
        for _ in range(100):
            ask = ["mariadb", "--no-defaults", f"--socket={self._socket}", "--user=root", "--execute", sql]
            if subprocess.run(ask, capture_output=True, check=False, timeout=30).returncode == 0:
                return
            time.sleep(0.2)
        raise TimeoutError("the database")

    def _files(self) -> None:
        shutil.copytree(
            CORE, self._root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("wp-config.php", ".htaccess", "themes")
        )
        shutil.copytree(self._fixtures / "theme", self._root / "wp-content/themes/plain")
        config = _CONFIG.replace("@SOCKET@", str(self._socket)).replace("@HOME@", f"http://{self._host}")
        (self._root / "wp-config.php").write_text(config, "utf-8")

    def _php(self, code: str) -> str:
        file = self._root / "setup.php"
        file.write_text(code.replace("@ROOT@", str(self._root)), "utf-8")
        done = subprocess.run(["php", file], capture_output=True, text=True, check=True, timeout=120)
        file.unlink()
        return done.stdout

    def _serve(self) -> None:
        self._start(["php", "-d", "opcache.enable=0", "-S", self._host, "-t", str(self._root)])
        wait_for(self._host)

    def _start(self, command: list[str]) -> None:
        log = self._stack.enter_context((self._root / "log").open("ab"))
        process = subprocess.Popen(command, stdout=log, stderr=log)
        self._stack.callback(process.wait, 30)
        self._stack.callback(process.terminate)


def _program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path=SBIN)
