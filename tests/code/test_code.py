# SPDX-License-Identifier: MIT
"""Requests as code, run or read as far as this machine has the languages: a server on loopback
records what the programs send, and it must be what the library would have sent."""
import ast
import base64
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest

CANARY = 'sk-canary-0123456789'
SECRETS = {'OPENAI_API_KEY': CANARY, 'AZURE_OPENAI_API_KEY': CANARY,
           'AZURE_OPENAI_AD_TOKEN': CANARY, 'GESSO_HEADER_X_TEAM': CANARY,
           'GESSO_QUERY_TEAM': 'a%20b'}
GENERATIONS = ['openai', 'azure', 'azure_v1', 'polled', 'compatible']
EDITS = ['edit_azure', 'edit_openai', 'edit_json', 'edit_large']
CASES = GENERATIONS + EDITS


class Recorder(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    requests = []
    polls = 0

    def answer(self, status, document, fields=()):
        body = json.dumps(document).encode()
        self.send_response(status)
        for name, value in fields:
            self.send_header(name, value)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(body)))
        self.send_header('Connection', 'close')
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def do_POST(self):
        size = int(self.headers['Content-Length'])
        Recorder.requests.append((self.path, dict(self.headers.items()), self.rfile.read(size)))
        if ':submit' not in self.path:
            return self.answer(200, {'created': 1, 'data': []})
        Recorder.polls = 0
        where = f'http://127.0.0.1:{self.server.server_port}/openai/operations/images/1?x=1'
        return self.answer(202, {'id': '1', 'status': 'notRunning'},
                           [('Operation-Location', where)])

    def do_GET(self):
        Recorder.requests.append((self.path, dict(self.headers.items()), b''))
        Recorder.polls += 1
        if Recorder.polls == 1:
            return self.answer(200, {'id': '1', 'status': 'running'})
        return self.answer(200, {'id': '1', 'status': 'Succeeded', 'result': {'data': []}})

    def log_message(self, *_):
        pass


def parts_of(content_type, body):
    boundary = re.fullmatch(r'multipart/form-data; boundary="?([^"]+)"?', content_type).group(1)
    pieces = (b'\r\n' + body).split(b'\r\n--' + boundary.encode())
    assert pieces[0] == b'' and pieces[-1] in (b'--\r\n', b'--'), pieces[-1]
    parts = []
    for piece in pieces[1:-1]:
        head, _, content = piece.partition(b'\r\n\r\n')
        parts.append((head.strip().split(b'\r\n'), content))
    return parts


def powershell_value(text):
    """The value of a string expression as powershell_text() writes it, by PowerShell's rules."""
    quotes = "'\u2018\u2019\u201a\u201b"
    value, at = '', 0
    while at < len(text):
        if text[at] in quotes:
            at += 1
            while True:
                if text[at] not in quotes:
                    value, at = value + text[at], at + 1
                elif at + 1 < len(text) and text[at + 1] in quotes:
                    value, at = value + text[at], at + 2
                else:
                    at += 1
                    break
        elif number := re.compile(r'\[char\](?:::ConvertFromUtf32\((\d+)\)|(\d+))').match(text, at):
            value += chr(int(number.group(1) or number.group(2)))
            at = number.end()
        elif text[at] in '( +':
            at += 1
        else:
            return value
    return value


class CodeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Recorder)
        cls.thread = threading.Thread(target=cls.server.serve_forever)
        cls.thread.start()
        cls.folder = tempfile.mkdtemp(prefix='gesso-code-')
        subprocess.run([os.environ['GESSO_WRITE_CODE'], str(cls.server.server_port), cls.folder],
                       check=True)
        plain = {name: value for name, value in os.environ.items()
                 if not re.match(r'(OPENAI|AZURE|GESSO|.*_proxy)', name, re.I)}
        cls.environment = {**plain, **SECRETS, 'no_proxy': '127.0.0.1'}

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.thread.join(60)
        cls.server.server_close()
        shutil.rmtree(cls.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def code(self, case, ending):
        with open(self.path(case + ending), encoding='utf-8', newline='') as file:
            return file.read()

    def wanted(self, case):
        record = json.loads(self.code(case, '.json'))
        record['body'] = base64.b64decode(record['body'])
        return record

    def run_program(self, words):
        Recorder.requests.clear()
        result = subprocess.run(words, cwd=self.folder, env=self.environment, timeout=120,
                                capture_output=True, text=True, check=False)
        self.assertFalse(os.path.exists(self.path('pwned')), 'the prompt was obeyed')
        self.assertNotIn(CANARY, result.stdout + result.stderr)
        return result

    def check_sent(self, case, output):
        wanted = self.wanted(case)
        self.assertTrue(Recorder.requests, output)
        path, headers, body = Recorder.requests[0]
        self.assertEqual(path, wanted['target'])
        lower = {name.lower(): value for name, value in headers.items()}
        for name, value in wanted['headers'].items():
            self.assertEqual(lower.get(name.lower()), value, name)
        self.assertNotIn('expect', lower)
        self.assertNotIn('transfer-encoding', lower)
        if wanted['type'] == 'application/json':
            self.assertEqual(lower['content-type'], wanted['type'])
            self.assertEqual(body, wanted['body'])
        else:
            self.assertEqual(parts_of(lower['content-type'], body),
                             parts_of(wanted['type'], wanted['body']))

    def test_no_language_contains_the_secret_but_each_names_its_variable(self):
        for case in CASES:
            for ending in ('.sh', '.py', '.cpp', '.cs', '.ps1'):
                with self.subTest(case=case, ending=ending):
                    code = self.code(case, ending)
                    self.assertNotIn(CANARY, code)
                    self.assertRegex(code, 'OPENAI_A|GESSO_HEADER_X_TEAM')
                    # Nothing that a terminal would obey or an eye would miss.
                    self.assertNotRegex(code, '[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f'
                                        '\u202a-\u202e\u2066-\u2069\U000e0000-\U000e0fff]')

    def test_curl_sends_what_the_library_would_send(self):
        for case in CASES:
            with self.subTest(case=case):
                result = self.run_program(['sh', case + '.sh'])
                self.assertEqual(result.returncode, 0, result.stderr)
                self.check_sent(case, result.stderr)
                if case == 'polled':
                    self.assertEqual(len(Recorder.requests), 3)
                    self.assertEqual(Recorder.requests[2][1]['api-key'], CANARY)
                else:
                    self.assertEqual(len(Recorder.requests), 1)

    def test_python_is_python_and_holds_the_prompt(self):
        for case in CASES:
            with self.subTest(case=case):
                tree = ast.parse(self.code(case, '.py'))
                texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
                wanted = self.wanted(case)
                expected = wanted['body'].decode() if case == 'polled' else wanted['prompt']
                self.assertIn(expected, texts)

    def test_the_polled_form_runs_in_python_without_the_sdk(self):
        result = self.run_program([sys.executable, 'polled.py'])
        self.assertEqual(result.returncode, 0, result.stderr)
        self.check_sent('polled', result.stderr)
        self.assertEqual(len(Recorder.requests), 3)

    def test_the_python_sdk_sends_the_same_where_it_is_installed(self):
        try:
            import openai  # noqa: F401, pylint: disable=unused-import,import-outside-toplevel
        except ImportError:
            self.skipTest('no openai package')
        for case in ('openai', 'azure', 'edit_azure'):
            with self.subTest(case=case):
                result = self.run_program([sys.executable, case + '.py'])
                self.assertEqual(result.returncode, 0, result.stderr)
                path, _, body = Recorder.requests[0]
                wanted = self.wanted(case)
                self.assertEqual(path, wanted['target'])
                if wanted['type'] == 'application/json':
                    self.assertEqual(json.loads(body), json.loads(wanted['body']))

    def test_csharp_literals_hold_the_body(self):
        for case in CASES:
            with self.subTest(case=case):
                code = self.code(case, '.cs')
                literals = [json.loads(text) for text in
                            re.findall(r'(?<![$@])"(?:[^"\\\n]|\\.)*"', code)]
                wanted = self.wanted(case)
                if not wanted['is_edit']:
                    self.assertIn(wanted['body'].decode(), literals)
                elif case != 'edit_json':
                    self.assertIn(wanted['prompt'], literals)

    def test_powershell_strings_hold_the_body(self):
        for case in CASES:
            with self.subTest(case=case):
                code = self.code(case, '.ps1')
                wanted = self.wanted(case)
                if wanted['is_edit'] and case != 'edit_json':
                    start = code.index("Write-Field 'prompt' ") + len("Write-Field 'prompt' ")
                    self.assertEqual(powershell_value(code[start:]), wanted['prompt'])
                elif not wanted['is_edit']:
                    mark = '$body = [Text.Encoding]::UTF8.GetBytes('
                    start = code.index(mark) + len(mark)
                    self.assertEqual(powershell_value(code[start:]), wanted['body'].decode())

    def test_powershell_sends_the_same_where_it_is_installed(self):
        if not shutil.which('pwsh'):
            self.skipTest('no pwsh')
        for case in CASES:
            with self.subTest(case=case):
                result = self.run_program(['pwsh', '-NoProfile', '-File', case + '.ps1'])
                self.check_sent(case, result.stderr)

    def compile(self, case, flags):
        subprocess.run([os.environ['GESSO_CXX'], '-std=c++20', '-Wall', '-Wextra', '-Werror',
                        '-I' + os.environ['GESSO_INCLUDE'], self.path(case + '.cpp')] + flags,
                       check=True, timeout=300)

    def test_cpp_compiles_without_a_warning(self):
        for case in CASES:
            with self.subTest(case=case):
                self.compile(case, ['-fsyntax-only'])

    def test_cpp_sends_what_the_library_would_send(self):
        library = os.environ['GESSO_LIBRARY']
        for case in ('openai', 'compatible'):
            with self.subTest(case=case):
                self.compile(case, [library, '-Wl,-rpath,' + os.path.dirname(library), '-o',
                                    self.path(case + '.out')])
                result = self.run_program([self.path(case + '.out')])
                self.check_sent(case, result.stderr)


if __name__ == '__main__':
    unittest.main()
